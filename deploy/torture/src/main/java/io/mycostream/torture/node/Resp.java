package io.mycostream.torture.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis in its own protocol, one command after the other: what any program sends that is not ours. Not for
 * use by several threads at once.
 */
public final class Resp implements AutoCloseable {

    /** Redis understood and said no. */
    public static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1;

        RefusedException(String error) {
            super(error);
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;

    /**
     * Connects.
     *
     * @param timeout for connecting and for each answer
     */
    public Resp(int port, Duration timeout) throws IOException {
        int millis = Math.toIntExact(timeout.toMillis());
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
            socket.setSoTimeout(millis);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * Sends a command and reads the answer: a {@link String}, a {@link Long}, a {@link List} of such, or null.
     *
     * @throws RefusedException if the answer is an error
     */
    public @Nullable Object command(String... words) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
        for (String word : words) {
            byte[] text = word.getBytes(UTF_8);
            bytes.writeBytes(("$" + text.length + "\r\n").getBytes(UTF_8));
            bytes.writeBytes(text);
            bytes.writeBytes("\r\n".getBytes(UTF_8));
        }
        socket.getOutputStream().write(bytes.toByteArray());
        return answer();
    }

    private @Nullable Object answer() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case ':' -> Long.valueOf(rest);
            case '-' -> throw new RefusedException(rest);
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> list(Integer.parseInt(rest));
            default -> throw new IOException("no answer of Redis: " + line);
        };
    }

    private @Nullable String bulk(int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] text = in.readNBytes(length + 2);
        if (text.length < length + 2) {
            throw new EOFException("Redis has closed the connection");
        }
        return new String(text, 0, length, UTF_8);
    }

    private List<@Nullable Object> list(int size) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        for (int item = 0; item < size; item++) {
            items.add(answer());
        }
        return items;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int character = in.read(); character != '\r'; character = in.read()) {
            if (character < 0) {
                throw new EOFException("Redis has closed the connection");
            }
            line.write(character);
        }
        if (in.read() != '\n' || line.size() == 0) {
            throw new IOException("no answer of Redis: " + line.toString(UTF_8));
        }
        return line.toString(UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // gone all the same
        }
    }
}
