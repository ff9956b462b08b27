package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;

/** A bare TCP connection, for tests in which every byte counts. Nothing here waits longer than ten seconds. */
final class Wire implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Socket socket;
    private final InputStream in;

    private Wire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    static Wire to(int port) {
        return to(port, 0);
    }

    /**
     * Connects.
     *
     * @param receiveBuffer bytes the kernel keeps for us while we do not read; 0 leaves that to the kernel
     */
    static Wire to(int port, int receiveBuffer) {
        try {
            Socket socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) LIMIT.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) LIMIT.toMillis());
            return new Wire(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(String latin1) {
        send(latin1.getBytes(ISO_8859_1));
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int octet() {
        try {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended");
            }
            return octet;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] octets(int count) {
        try {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException("the connection ended after " + bytes.length + " of " + count + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line, which has to end with CR and LF; without them. */
    String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = octet(); next != '\r'; next = octet()) {
            line.write(next);
        }
        if (octet() != '\n') {
            throw new AssertionError("CR without LF after: " + line.toString(ISO_8859_1));
        }
        return line.toString(ISO_8859_1);
    }

    /** Reads what still comes until the other side ends the connection; false when it does not within the time. */
    boolean endsWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        try {
            do {
                socket.setSoTimeout((int) Math.max(
                        1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
                if (in.read() < 0) {
                    return true;
                }
            } while (System.nanoTime() < deadline);
            return false;
        } catch (SocketException _) {
            return true; // reset
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether nothing at all comes within the time. */
    boolean silentFor(Duration time) {
        try {
            socket.setSoTimeout((int) time.toMillis());
            in.mark(1);
            in.read();
            in.reset();
            return false;
        } catch (java.net.SocketTimeoutException _) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            restoreLimit();
        }
    }

    private void restoreLimit() {
        try {
            socket.setSoTimeout((int) LIMIT.toMillis());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Vanishes with a TCP reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
