package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;

/** A WebSocket client that reads all it is sent until it is told to stop, and keeps its connection. */
final class PausingClient implements AutoCloseable {

    /** Small, so that what it does not read waits in the gateway rather than in the kernel. */
    private static final int RECEIVE_BUFFER_BYTES = 4_096;

    private final Socket socket = new Socket();
    private final Semaphore mayRead = new Semaphore(1);
    private final Thread thread;

    PausingClient(int port, String device, String token) throws IOException {
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write(("GET /ws/devices/" + device + "?last_event_id= HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                + token
                                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(ISO_8859_1));
        thread = Thread.ofVirtual().start(this::read);
    }

    private void read() {
        byte[] bytes = new byte[1 << 16];
        try (InputStream in = socket.getInputStream()) {
            do {
                mayRead.acquire();
                mayRead.release();
            } while (in.read(bytes) >= 0);
        } catch (IOException | InterruptedException _) {
            // closed
        }
    }

    /** Reads no more; what a read that has begun brings is lost on it. */
    void stop() throws InterruptedException {
        mayRead.acquire();
    }

    void goOn() {
        mayRead.release();
    }

    /** Whether the gateway has not ended the connection. */
    boolean connected() {
        return thread.isAlive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        thread.interrupt();
    }
}
