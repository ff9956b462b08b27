package io.mycostream.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network that can be cut: passes bytes on to a port of this machine, and while it is cut nothing at all, neither bytes nor
 * the end of a connection, as a router without power does. Connections that were open when it was cut are dead afterwards.
 */
final class BlackHole implements AutoCloseable {

    private static final int BUFFER = 16_384;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger attempts = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition mended = lock.newCondition();
    private boolean cut;
    private int cuts;

    /** Takes connections on a free port for one that listens on that port. */
    BlackHole(int target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections were opened to it. */
    int attempts() {
        return attempts.get();
    }

    /** Nothing passes from now on. */
    void cut() {
        lock.lock();
        try {
            cut = true;
            cuts++;
        } finally {
            lock.unlock();
        }
    }

    /** New connections pass again; what was sent meanwhile is lost. */
    void mend() {
        lock.lock();
        try {
            cut = false;
            mended.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = server.accept();
                attempts.incrementAndGet();
                sockets.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void connect(Socket near) {
        int born = cutsSoFar();
        if (passedUntil(-1) != born || born < 0) {
            end(near);
            return;
        }
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            AtomicBoolean over = new AtomicBoolean();
            Thread.ofVirtual().start(() -> pass(far, near, born, over));
            pass(near, far, born, over);
        } catch (IOException _) {
            end(near);
        }
    }

    private void pass(Socket from, Socket to, int born, AtomicBoolean over) {
        byte[] bytes = new byte[BUFFER];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(bytes); read > 0 && passedUntil(born) == born; read = in.read(bytes)) {
                out.write(bytes, 0, read);
            }
        } catch (IOException _) {
            // one side is gone, and the other hears of it when the network is there
        }
        passedUntil(born);
        if (over.compareAndSet(false, true)) {
            end(from);
            end(to);
        }
    }

    /** How often it was cut before a connection that is opened now; less than nothing while it is, for no such one lives. */
    private int cutsSoFar() {
        lock.lock();
        try {
            return cut ? -1 : cuts;
        } finally {
            lock.unlock();
        }
    }

    /** Waits while the network is cut; returns how often it was, which is another number for a connection that is dead. */
    private int passedUntil(int born) {
        lock.lock();
        try {
            while (cut && cuts != born) {
                mended.awaitUninterruptibly();
            }
            return cuts;
        } finally {
            lock.unlock();
        }
    }

    private void end(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (IOException _) {
            // it is gone either way
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        mend();
        sockets.forEach(this::end);
    }
}
