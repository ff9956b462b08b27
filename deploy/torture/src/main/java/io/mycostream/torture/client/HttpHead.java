package io.mycostream.torture.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The part of HTTP that both forms begin with: one request without a body, one head as the answer. */
final class HttpHead {

    /** Longer than the gateways' heartbeat: a connection that is silent for this long is none. */
    private static final Duration SILENCE = Duration.ofSeconds(20);

    private static final int CONNECT_MILLIS = 5_000;

    /** Small, so that a subscriber that stops reading is felt by its gateway soon. */
    private static final int RECEIVE_BUFFER = 32 << 10;

    private final String text;
    private final InputStream body;

    private HttpHead(String text, InputStream body) {
        this.text = text;
        this.body = body;
    }

    /** Connects a socket as a subscriber has it. */
    static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setReceiveBufferSize(RECEIVE_BUFFER);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            socket.setSoTimeout(Math.toIntExact(SILENCE.toMillis()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Asks for a path and reads the head of the answer.
     *
     * @param status the one that is expected
     * @throws IOException if the answer has another one
     */
    static HttpHead request(Socket socket, String path, String token, List<String> headers, int status)
            throws IOException {
        String request = "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n"
                        .formatted(path, socket.getPort(), token)
                + headers.stream().map(header -> header + "\r\n").collect(Collectors.joining())
                + "\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int last = 0;
        while (last != 0x0d0a0d0a) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("end instead of an answer");
            }
            head.write(next);
            last = last << 8 | next;
        }
        String text = head.toString(ISO_8859_1);
        if (!text.startsWith("HTTP/1.1 " + status)) {
            throw new IOException(text.lines().findFirst().orElse("no answer"));
        }
        return new HttpHead(text, in);
    }

    boolean chunked() {
        return text.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
    }

    InputStream body() {
        return body;
    }

    static String inUrl(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (SocketException _) {
            // reset by the other side, which is an end too
        } catch (IOException _) {
            // nothing is to be saved
        }
    }
}
