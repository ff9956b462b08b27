package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * A WebSocket client on a bare connection. It does what it is told and nothing else: it answers no PING, it sends what is
 * forbidden, it may stop reading.
 */
final class SocketWire implements AutoCloseable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** RFC 6455 section 1.3 gives the answer to that key. */
    private static final String ACCEPT = "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    /** An unmasked frame that stands alone, as servers send them; the payload read as UTF-8. */
    record Frame(int opcode, String text) {

        /** A close frame read as code and reason. */
        static Frame close(int code, String reason) {
            return new Frame(CLOSE, code + " " + reason);
        }
    }

    private final Wire wire;

    private final Optional<String> subprotocol;

    private SocketWire(Wire wire, Optional<String> subprotocol) {
        this.wire = wire;
        this.subprotocol = subprotocol;
    }

    /** Opens a WebSocket, or fails with the status line that came instead of 101. */
    static SocketWire open(int port, String target, String... headers) {
        return open(Wire.to(port), port, target, headers);
    }

    static SocketWire open(Wire wire, int port, String target, String... headers) {
        // Firefox sends both tokens in Connection
        wire.send("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: " + KEY + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n");
        String status = wire.line();
        boolean accepted = false;
        String subprotocol = null;
        for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
            accepted |= line.regionMatches(true, 0, ACCEPT, 0, 22) && line.endsWith(ACCEPT.substring(22));
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-protocol: ")) {
                subprotocol = line.substring("sec-websocket-protocol: ".length());
            }
        }
        if (!status.startsWith("HTTP/1.1 101 ") || !accepted) {
            throw new AssertionError("no WebSocket: " + status);
        }
        return new SocketWire(wire, Optional.ofNullable(subprotocol));
    }

    /** The subprotocol that the gateway selected. */
    Optional<String> subprotocol() {
        return subprotocol;
    }

    Frame next() {
        int first = wire.octet();
        int second = wire.octet();
        if ((first & 0xF0) != 0x80 || (second & 0x80) != 0) {
            throw new AssertionError("a server's frame must stand alone, unmasked: %02x %02x".formatted(first, second));
        }
        long length = second;
        if (second == 126) {
            length = ByteBuffer.wrap(wire.octets(2)).getShort() & 0xFFFF;
        } else if (second == 127) {
            length = ByteBuffer.wrap(wire.octets(8)).getLong();
        }
        byte[] payload = wire.octets(Math.toIntExact(length));
        int opcode = first & 0x0F;
        if (opcode == CLOSE) {
            int code = ByteBuffer.wrap(payload).getShort();
            return Frame.close(code, new String(payload, 2, payload.length - 2, UTF_8));
        }
        return new Frame(opcode, new String(payload, UTF_8));
    }

    /** The next frame that is no PING. */
    Frame nextBesidesPings() {
        Frame frame = next();
        while (frame.opcode() == PING) {
            frame = next();
        }
        return frame;
    }

    void send(int opcode, String payload) {
        send(opcode, true, payload.getBytes(UTF_8));
    }

    /** Sends one frame, masked with zeros, which leaves the payload readable. */
    void send(int opcode, boolean last, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (opcode | (last ? 0x80 : 0)));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        wire.send(bytes);
    }

    void sendBytes(byte[] bytes) {
        wire.send(bytes);
    }

    boolean endsWithin(Duration time) {
        return wire.endsWithin(time);
    }

    void reset() {
        wire.reset();
    }

    @Override
    public void close() {
        wire.close();
    }
}
