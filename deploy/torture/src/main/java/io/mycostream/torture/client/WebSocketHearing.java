package io.mycostream.torture.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The WebSocket of one device, as far as RFC 6455 is needed to listen and to answer pings. */
final class WebSocketHearing implements Hearing {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LONGEST = 16 << 20;

    private final Socket socket;
    private final DataInputStream in;

    private WebSocketHearing(Socket socket, DataInputStream in) {
        this.socket = socket;
        this.in = in;
    }

    /**
     * Opens the socket.
     *
     * @param resuming whether ids and gaps are wanted
     * @param lastId of the event that came last; null when none did
     */
    static WebSocketHearing open(int port, String device, String token, boolean resuming, @Nullable String lastId)
            throws IOException {
        Socket socket = HttpHead.connect(port);
        try {
            String query = resuming ? "?last_event_id=" + HttpHead.inUrl(lastId == null ? "" : lastId) : "";
            HttpHead head = HttpHead.request(
                    socket,
                    "/ws/devices/" + HttpHead.inUrl(device) + query,
                    token,
                    List.of(
                            "Connection: Upgrade",
                            "Upgrade: websocket",
                            "Sec-WebSocket-Version: 13",
                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
                    101);
            return new WebSocketHearing(socket, new DataInputStream(head.body()));
        } catch (IOException e) {
            HttpHead.close(socket);
            throw e;
        }
    }

    @Override
    public Heard next() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        while (true) {
            int first = in.read();
            if (first < 0) {
                throw new EOFException("end without a close frame");
            }
            byte[] payload = new byte[length()];
            in.readFully(payload);
            switch (first & 0x0f) {
                case PING -> send(PONG, payload);
                case PONG -> {
                    // nobody asked
                }
                case CLOSE -> {
                    send(CLOSE, payload);
                    throw new EOFException(farewell(payload));
                }
                case 0, TEXT -> {
                    text.writeBytes(payload);
                    if ((first & FIN) != 0) {
                        return heard(text.toString(UTF_8));
                    }
                }
                default -> throw new IOException("a frame with opcode " + (first & 0x0f));
            }
        }
    }

    private int length() throws IOException {
        int length = in.readUnsignedByte();
        long whole = switch (length) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> length;
        };
        if (whole < 0 || whole > LONGEST) {
            throw new IOException("a frame of " + whole + " bytes");
        }
        return (int) whole;
    }

    private static String farewell(byte[] payload) {
        return payload.length < 2
                ? "closed without a code"
                : "closed with %d %s"
                        .formatted(
                                ByteBuffer.wrap(payload).getShort(), new String(payload, 2, payload.length - 2, UTF_8));
    }

    private static Heard heard(String json) throws IOException {
        try {
            Map<String, String> members = RawJson.members(json);
            return new Heard(
                    RawJson.string(members.get("type")).orElse("message without a type"),
                    RawJson.string(members.get("message_id")).orElse(null),
                    json);
        } catch (RawJsonException e) {
            throw new IOException("a text frame that is no JSON object: " + json, e);
        }
    }

    /** Clients mask what they send; a mask of zeros changes nothing. Control frames have 125 bytes at most. */
    private void send(int opcode, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(6 + payload.length)
                .put((byte) (FIN | opcode))
                .put((byte) (MASKED | payload.length))
                .putInt(0)
                .put(payload);
        socket.getOutputStream().write(frame.array());
    }

    @Override
    public void close() {
        HttpHead.close(socket);
    }
}
