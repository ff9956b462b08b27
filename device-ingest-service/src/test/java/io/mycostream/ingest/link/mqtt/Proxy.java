package io.mycostream.ingest.link.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on to a port, until it swallows everything, as a network does from which somebody took a cable. */
final class Proxy implements AutoCloseable {

    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean swallowing;

    Proxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections were made to it. */
    int accepted() {
        return accepted.get();
    }

    /** From now on bytes go in and come nowhere; connections are accepted and stay silent. */
    void swallow() {
        swallowing = true;
    }

    /** New connections are passed on again; those that were swallowed stay so. */
    void passOn() {
        swallowing = false;
    }

    /** Ends all connections without a word. */
    void cut() {
        sockets.forEach(Proxy::end);
        sockets.clear();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                accepted.incrementAndGet();
                sockets.add(near);
                if (swallowing) {
                    Thread.ofVirtual().start(() -> swallow(near));
                    continue;
                }
                Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(far);
                Thread.ofVirtual().start(() -> pass(near, far));
                Thread.ofVirtual().start(() -> pass(far, near));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[8192];
        boolean swallowed = false;
        try (from;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                swallowed |= swallowing;
                if (!swallowed) {
                    out.write(buffer, 0, count);
                }
            }
        } catch (IOException _) {
            // either side has ended
        } finally {
            if (!swallowed) {
                end(to);
            }
        }
    }

    private static void swallow(Socket socket) {
        try (InputStream in = socket.getInputStream()) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // ended
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it has ended already
        }
    }

    @Override
    public void close() {
        end(server);
        cut();
    }

    private static void end(ServerSocket server) {
        try {
            server.close();
        } catch (IOException _) {
            // it has ended already
        }
    }
}
