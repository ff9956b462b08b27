package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.gateway.app.SocketWire.Frame;
import java.util.Arrays;
import java.util.Optional;

/** A WebSocket client in a {@link Transcript}. It answers PINGs while it waits for something. */
final class TranscriptSocket implements AutoCloseable {

    private final SocketWire wire;
    private boolean ended;

    TranscriptSocket(SocketWire wire) {
        this.wire = wire;
    }

    boolean isEnded() {
        return ended;
    }

    /** The next frame that is no PING. */
    Frame next() {
        Frame frame = wire.next();
        while (frame.opcode() == SocketWire.PING) {
            wire.send(SocketWire.PONG, frame.text());
            frame = wire.next();
        }
        if (frame.opcode() == SocketWire.CLOSE) {
            ended = true;
            String[] said = frame.text().split(" ", 2);
            wire.send(SocketWire.CLOSE, true, code(Integer.parseInt(said[0])));
        }
        return frame;
    }

    void send(TranscriptStep.Form form, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        switch (form) {
            case TEXT -> wire.send(SocketWire.TEXT, true, bytes);
            case BINARY -> wire.send(SocketWire.BINARY, true, bytes);
            case FRAGMENTS -> {
                wire.send(SocketWire.TEXT, false, Arrays.copyOf(bytes, bytes.length / 2));
                wire.send(SocketWire.CONTINUATION, true, Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
            }
        }
    }

    /**
     * Whether nothing is on its way that the gateway has handed on already; the frame that is, otherwise.
     *
     * <p>A PONG comes from the thread that also writes what was handed on. It may overtake that in the turn of the thread
     * in which the PING arrives; a second one, asked for when the first was there, cannot.
     */
    Optional<Frame> unexpected() {
        for (String turn : new String[] {"first", "second"}) {
            wire.send(SocketWire.PING, turn);
            Frame next = next();
            if (next.opcode() != SocketWire.PONG || !next.text().equals(turn)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /** Says goodbye; returns what is answered. */
    Frame leave(int code) {
        wire.send(SocketWire.CLOSE, true, code(code));
        ended = true;
        Frame frame = wire.next();
        while (frame.opcode() != SocketWire.CLOSE) {
            frame = wire.next();
        }
        wire.close();
        return frame;
    }

    void vanish() {
        ended = true;
        wire.reset();
    }

    private static byte[] code(int code) {
        return new byte[] {(byte) (code >> 8), (byte) code};
    }

    @Override
    public void close() {
        wire.close();
    }
}
