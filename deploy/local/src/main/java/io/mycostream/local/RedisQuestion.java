package io.mycostream.local;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One command to a server on this machine, and its reply; no client is needed to set up what clients are tested with. */
final class RedisQuestion {

    private static final int LIMIT_MILLIS = 1_000;

    private RedisQuestion() {}

    /**
     * Sends a command and returns the reply as it comes over the wire.
     *
     * @throws IOException if nobody listens, or nothing comes for a second
     */
    static String ask(int port, String... words) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(command(words).getBytes(StandardCharsets.UTF_8));
            ByteArrayOutputStream reply = new ByteArrayOutputStream();
            copyReply(new BufferedInputStream(socket.getInputStream()), reply);
            return reply.toString(StandardCharsets.UTF_8);
        }
    }

    private static void copyReply(InputStream in, ByteArrayOutputStream reply) throws IOException {
        String line = copyLine(in, reply);
        int count = line.startsWith("$") || line.startsWith("*") ? Integer.parseInt(line.substring(1)) : 0;
        if (line.startsWith("$") && count >= 0) {
            reply.write(in.readNBytes(count + 2));
        }
        for (int part = 0; line.startsWith("*") && part < count; part++) {
            copyReply(in, reply);
        }
    }

    private static String copyLine(InputStream in, ByteArrayOutputStream reply) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the reply breaks off: " + line);
            }
            line.append((char) next);
        }
        reply.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return line.toString().strip();
    }

    private static String command(String... words) {
        StringBuilder command = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int bytes = word.getBytes(StandardCharsets.UTF_8).length;
            command.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
        }
        return command.toString();
    }
}
