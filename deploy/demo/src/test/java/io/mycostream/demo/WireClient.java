package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client on a bare socket, cheap enough to have thousands of: one virtual thread that reads the stream of one device, over
 * WebSocket in its resuming form or over SSE, and notes how it ended to the byte.
 */
final class WireClient implements AutoCloseable {

    /** A whole end, as the protocol has it: nothing was cut in the middle. */
    static final String WHOLE_SSE_END = "last chunk";

    static final String WEBSOCKET_SHUTDOWN = "close 1001 Server shutting down";

    private static final int SILENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final boolean webSocket;
    private final Consumer<String> messages;
    private final Thread thread;
    private volatile @Nullable String end;

    /**
     * Connects and begins to read.
     *
     * @param lastId the id it saw last, empty for a new client
     * @param messages told the JSON of each message, and {@code id:} lines of SSE before theirs; on the client's thread
     */
    WireClient(int port, String device, String token, boolean webSocket, String lastId, Consumer<String> messages)
            throws IOException {
        this.webSocket = webSocket;
        this.messages = messages;
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SILENCE_MILLIS);
        socket.setSoTimeout(SILENCE_MILLIS);
        String target = webSocket
                ? "/ws/devices/" + device + "?last_event_id=" + lastId
                : "/api/stream/devices/" + device + (lastId.isEmpty() ? "" : "?last_event_id=" + lastId);
        String upgrade = webSocket
                ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                : "";
        socket.getOutputStream()
                .write(("GET " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n" + upgrade
                                + "\r\n")
                        .getBytes(ISO_8859_1));
        thread = Thread.ofVirtual().start(this::read);
    }

    /** How it ended; null while it has not. */
    @Nullable
    String end() {
        return end;
    }

    boolean endsWithin(java.time.Duration limit) throws InterruptedException {
        return thread.join(limit);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void read() {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
            String status = line(in);
            if (!status.contains(webSocket ? " 101 " : " 200 ")) {
                end = status;
                return;
            }
            while (!line(in).isEmpty()) {
                // the other lines of the head say nothing that matters here
            }
            end = webSocket ? readFrames(in) : readChunks(in);
        } catch (IOException e) {
            end = "cut: " + e;
        }
    }

    private String readFrames(DataInputStream in) throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0f;
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] payload = in.readNBytes(length);
            if (payload.length < length) {
                throw new EOFException("in the middle of a frame");
            }
            if (opcode == 8) {
                int code = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                return "close " + code + ' ' + new String(payload, 2, length - 2, UTF_8);
            }
            if (opcode == 1) {
                messages.accept(new String(payload, UTF_8));
            }
        }
    }

    private String readChunks(DataInputStream in) throws IOException {
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            byte[] chunk = in.readNBytes(size);
            if (chunk.length < size || !line(in).isEmpty()) {
                throw new EOFException("in the middle of a chunk");
            }
            if (size == 0) {
                return WHOLE_SSE_END;
            }
            for (String line : new String(chunk, UTF_8).split("\n")) {
                if (line.startsWith("id: ")) {
                    messages.accept(line);
                } else if (line.startsWith("data: ")) {
                    messages.accept(line.substring("data: ".length()));
                }
            }
        }
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException(line.isEmpty() ? "between two lines" : "in the middle of a line");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
