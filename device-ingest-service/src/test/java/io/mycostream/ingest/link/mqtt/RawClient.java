package io.mycostream.ingest.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A client that is written out byte by byte, so that it can do what libraries do not: both versions, and mistakes. */
final class RawClient implements AutoCloseable {

    static final int CONNACK = 2;
    static final int PUBLISH = 3;
    static final int PUBACK = 4;
    static final int PUBREC = 5;
    static final int PUBCOMP = 7;
    static final int SUBACK = 9;
    static final int PINGRESP = 13;
    static final int DISCONNECT = 14;

    /** A packet that came; its body is everything after the fixed header. */
    @SuppressWarnings("ArrayRecordComponent") // only looked at
    record Packet(int type, int flags, byte[] body) {

        /** First two bytes: the packet id of answers. */
        int id() {
            return (body[0] & 0xFF) << 8 | (body[1] & 0xFF);
        }

        @Override
        public String toString() {
            return type + "/" + flags + " " + HexFormat.of().formatHex(body);
        }
    }

    /** A last will; null for none. */
    record Will(String topic, String body) {}

    private final int version;
    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    /**
     * @param version 4 for MQTT 3.1.1, or 5
     */
    RawClient(int port, int version) {
        this.version = version;
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(10_000);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes at QoS 1 and reads nothing. */
    void publishUntilItIsEnded(String topic) {
        ByteArrayOutputStream thousand = new ByteArrayOutputStream();
        for (int id = 1; id <= 1_000; id++) {
            thousand.writeBytes(packet(0x32, publication(topic, "x", 1, id)));
        }
        try {
            // many at once: the machine's buffers take megabytes of answers before anybody notices
            while (true) {
                out.write(thousand.toByteArray());
            }
        } catch (IOException _) {
            // it is
        }
    }

    /** Connects and returns the reason code of the answer; 0 is a welcome. */
    int connect(
            String client, @Nullable String username, @Nullable String password, @Nullable Will will, int keepAlive) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, "MQTT");
        body.write(version);
        body.write(0x02 | (will == null ? 0 : 0x04) | (username == null ? 0 : 0x80) | (password == null ? 0 : 0x40));
        number(body, keepAlive);
        properties(body);
        text(body, client);
        if (will != null) {
            properties(body);
            text(body, will.topic());
            text(body, will.body());
        }
        if (username != null) {
            text(body, username);
        }
        if (password != null) {
            text(body, password);
        }
        send(0x10, body.toByteArray());
        return expect(CONNACK).body()[1] & 0xFF;
    }

    int connect(String client) {
        return connect(client, null, null, null, 60);
    }

    void publish(String topic, String payload, int qos, int id, boolean repeated) {
        send(0x30 | qos << 1 | (repeated ? 8 : 0), publication(topic, payload, qos, id));
    }

    private byte[] publication(String topic, String payload, int qos, int id) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, topic);
        if (qos > 0) {
            number(body, id);
        }
        properties(body);
        body.writeBytes(payload.getBytes(UTF_8));
        return body.toByteArray();
    }

    /** Subscribes at QoS 1 and returns the reason code. */
    int subscribe(String filter) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, 1);
        properties(body);
        text(body, filter);
        body.write(1);
        send(0x82, body.toByteArray());
        byte[] answer = expect(SUBACK).body();
        return answer[answer.length - 1] & 0xFF;
    }

    void release(int id) {
        send(0x62, id);
    }

    void acknowledge(int id) {
        send(0x40, id);
    }

    void disconnect() {
        send(0xE0, new byte[0]);
    }

    void ping() {
        send(0xC0, new byte[0]);
    }

    private void send(int header, int id) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, id);
        send(header, body.toByteArray());
    }

    /** Sends a packet of any kind. */
    void send(int header, byte[] body) {
        try {
            out.write(packet(header, body));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] packet(int header, byte[] body) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(header);
        int length = body.length;
        do {
            packet.write(length > 127 ? length % 128 | 0x80 : length);
            length /= 128;
        } while (length > 0);
        packet.writeBytes(body);
        return packet.toByteArray();
    }

    /** Returns the next packet, which has to be of this type. */
    Packet expect(int type) {
        Packet packet = next();
        if (packet == null || packet.type() != type) {
            throw new AssertionError("expected a packet of type " + type + ", got " + packet);
        }
        return packet;
    }

    /** Returns the next packet; null when the connection has ended. */
    @Nullable
    Packet next() {
        try {
            int header = in.readUnsignedByte();
            int length = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                shift += 7;
            } while (digit > 127);
            return new Packet(header >> 4, header & 0x0F, in.readNBytes(length));
        } catch (EOFException | SocketException _) {
            return null;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came for 10 s", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether nothing comes for so long. */
    boolean isQuietFor(int millis) {
        try {
            socket.setSoTimeout(millis);
            in.mark(1);
            int next = in.read();
            throw new AssertionError("expected nothing, got " + next);
        } catch (SocketTimeoutException _) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            try {
                socket.setSoTimeout(10_000);
            } catch (SocketException _) {
                // closed, which the next call will say
            }
        }
    }

    /** Returns what one read brings. */
    byte[] firstBytes() {
        try {
            byte[] buffer = new byte[1024];
            return Arrays.copyOf(buffer, in.read(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes {@link #close} a reset. */
    void resetOnClose() {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void properties(ByteArrayOutputStream body) {
        if (version == 5) {
            body.write(0);
        }
    }

    private static void text(ByteArrayOutputStream body, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        number(body, bytes.length);
        body.writeBytes(bytes);
    }

    private static void number(ByteArrayOutputStream body, int number) {
        body.write(number >> 8);
        body.write(number);
    }

    /** Ends the connection without a word. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
