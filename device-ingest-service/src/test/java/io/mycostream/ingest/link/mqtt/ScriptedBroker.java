package io.mycostream.ingest.link.mqtt;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.HexFormat;

/** A broker that is written out byte by byte, for what real ones seldom do. It has one client. */
final class ScriptedBroker implements AutoCloseable {

    static final int CONNECT = 1;
    static final int PUBACK = 4;
    static final int SUBSCRIBE = 8;
    static final int PINGREQ = 12;

    private static final int LIMIT_MILLIS = 10_000;

    private final ServerSocket server;

    @SuppressWarnings("NullAway.Init") // by accept
    private Socket client;

    ScriptedBroker() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            server.setSoTimeout(LIMIT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    void accept() {
        try {
            client = server.accept();
            client.setSoTimeout(LIMIT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends bytes as they are, spelled as hex digits. */
    void send(String hex) {
        try {
            OutputStream out = client.getOutputStream();
            out.write(HexFormat.of().parseHex(hex.replace(" ", "")));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the body of the next packet, which has to be of this type. */
    byte[] expect(int type) {
        try {
            DataInputStream in = new DataInputStream(client.getInputStream());
            int header = in.readUnsignedByte();
            int length = 0;
            int shift = 0;
            int digit;
            do {
                digit = in.readUnsignedByte();
                length |= (digit & 0x7F) << shift;
                shift += 7;
            } while (digit > 127);
            byte[] body = in.readNBytes(length);
            if (header >> 4 != type) {
                throw new AssertionError("expected a packet of type " + type + ", got " + (header >> 4));
            }
            return body;
        } catch (EOFException e) {
            throw new AssertionError("expected a packet of type " + type + ", the client has left", e);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("expected a packet of type " + type + ", nothing came", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (client != null) {
            client.close();
        }
    }
}
