package io.mycostream.torture.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes of a response that comes in chunks. Never waits for a second chunk when it has the first. */
final class ChunkedInput extends InputStream {

    private static final int LONGEST_SIZE = 64;

    private final InputStream in;
    private int left;
    private boolean begun;
    private boolean ended;

    ChunkedInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int read = in.read(into, from, Math.min(left, length));
        if (read < 0) {
            throw new EOFException("end inside a chunk");
        }
        left -= read;
        return read;
    }

    private void nextChunk() throws IOException {
        if (begun) {
            line();
        }
        begun = true;
        String size = line();
        int semicolon = size.indexOf(';');
        left = Integer.parseInt(semicolon < 0 ? size : size.substring(0, semicolon), 16);
        ended = left == 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("end without a last chunk");
            }
            if (line.length() == LONGEST_SIZE) {
                throw new IOException("no size of a chunk: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
