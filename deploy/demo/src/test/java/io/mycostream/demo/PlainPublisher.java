package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Any program that publishes readings of devices with a plain Redis PUBLISH. */
final class PlainPublisher implements AutoCloseable {

    private static final String CHANNEL = "devices:telemetry";

    private final Socket socket;
    private final OutputStream out;
    private final Thread answers;

    PlainPublisher(int redisPort) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), redisPort);
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
        answers = Thread.ofVirtual().start(this::readAnswers);
    }

    /** Publishes one reading; it is on its way with the next {@link #flush}. */
    void publish(String device, String id, String telemetry) throws IOException {
        byte[] message = """
                {"channel":"%s","data":{"device_id":"%s","telemetry":%s},"timestamp":"2026-02-12T10:30:00Z",\
                "source":null,"message_id":"%s"}""".formatted(CHANNEL, device, telemetry, id).getBytes(UTF_8);
        out.write(("*3\r\n$7\r\nPUBLISH\r\n$" + CHANNEL.length() + "\r\n" + CHANNEL + "\r\n$" + message.length + "\r\n")
                .getBytes(UTF_8));
        out.write(message);
        out.write('\r');
        out.write('\n');
    }

    void flush() throws IOException {
        out.flush();
    }

    /** They have to be read, or Redis would hold them. */
    private void readAnswers() {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // closed
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        socket.close();
        answers.join();
    }
}
