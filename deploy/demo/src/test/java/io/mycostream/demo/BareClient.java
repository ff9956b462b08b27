package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * A client on a bare connection, cheap enough for a thousand at once: it asks for a stream, hears whether it is let in,
 * and ends in the way it is told to.
 */
final class BareClient implements AutoCloseable {

    /** What {@link #answer} is for those who are let in. */
    static final String LET_IN = "let in";

    private static final int LIMIT_MILLIS = (int) Duration.ofSeconds(30).toMillis();

    private final Socket socket;
    private final InputStream in;
    private final String answer;

    private BareClient(Socket socket, boolean overWebSocket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 512);
        this.answer = overWebSocket ? socketAnswer() : eventsAnswer();
    }

    /** Asks the gateway on this port for the stream of a device, and waits for its answer. */
    static BareClient open(int port, boolean overWebSocket, String token) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(request(overWebSocket, token).getBytes(ISO_8859_1));
            return new BareClient(socket, overWebSocket);
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private static String request(boolean overWebSocket, String token) {
        return overWebSocket
                ? "GET /ws/devices/lab-1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                : "GET /api/stream/devices/lab-1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\n\r\n";
    }

    /** {@link #LET_IN}, or the close code and reason, or the HTTP status. */
    String answer() {
        return answer;
    }

    private String socketAnswer() throws IOException {
        int status = head();
        if (status != 101) {
            return "no WebSocket: " + status;
        }
        int opcode = octet() & 0x0F;
        int length = octet();
        if (length > 125) {
            length = octet() << 8 | octet();
        }
        byte[] payload = in.readNBytes(length);
        if (opcode == 8) {
            int code = (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
            return code + " " + new String(payload, 2, payload.length - 2, UTF_8);
        }
        return LET_IN;
    }

    private String eventsAnswer() throws IOException {
        int status = head();
        return status == 200 ? LET_IN : String.valueOf(status);
    }

    private int head() throws IOException {
        String line = line();
        int status = Integer.parseInt(line.substring(9, 12));
        while (!line.isEmpty()) {
            line = line();
        }
        return status;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = octet(); next != '\n'; next = octet()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException("the gateway ended the connection");
        }
        return octet;
    }

    /** Sends a masked close frame with code 1000, as browsers do, and leaves. */
    void sayGoodbye() throws IOException {
        socket.getOutputStream().write(new byte[] {(byte) 0x88, (byte) 0x82, 0, 0, 0, 0, 3, (byte) 0xE8});
        socket.close();
    }

    /** Vanishes with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
