package io.mycostream.gateway.broker.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Any other program that talks to the same Redis: one connection a command, nothing kept. */
final class RedisCli {

    private static final int LIMIT_MILLIS = 5_000;

    private final int port;

    RedisCli(int port) {
        this.port = port;
    }

    /** Publishes and returns how many connections received it. */
    int publish(String channel, String message) {
        return publish(channel, message.getBytes(StandardCharsets.UTF_8));
    }

    int publish(String channel, byte[] message) {
        String answer = ask(bytes("PUBLISH"), bytes(channel), message);
        return Integer.parseInt(answer.substring(1, answer.indexOf('\r')));
    }

    /** Sends one command and returns the answer as Redis wrote it. */
    String ask(String... command) {
        byte[][] words = new byte[command.length][];
        for (int i = 0; i < command.length; i++) {
            words[i] = bytes(command[i]);
        }
        return ask(words);
    }

    private String ask(byte[]... words) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(bytes("*" + words.length + "\r\n"));
            for (byte[] word : words) {
                out.write(bytes("$" + word.length + "\r\n"));
                out.write(word);
                out.write(bytes("\r\n"));
            }
            out.write(bytes("QUIT\r\n"));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Redis did not answer " + new String(words[0], StandardCharsets.UTF_8), e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
