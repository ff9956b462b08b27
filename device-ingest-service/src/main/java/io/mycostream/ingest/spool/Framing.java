package io.mycostream.ingest.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record stands in a file; integers are big-endian.
 *
 * <pre>
 *  byte 0          4             8
 *       +----------+-------------+----------------+
 *       | length   | CRC32C      | length bytes   |
 *       +----------+-------------+----------------+
 *          u32        of the bytes
 * </pre>
 */
final class Framing {

    static final int HEADER = 8;

    /** No record is longer; what claims to be is damaged. In bytes. */
    static final int LONGEST = 64 << 20;

    private Framing() {}

    static ByteBuffer frame(byte[] body) {
        ByteBuffer framed = ByteBuffer.allocate(HEADER + body.length);
        return framed.putInt(body.length).putInt(crc(body)).put(body).flip();
    }

    static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length);
        return (int) crc.getValue();
    }
}
