package io.mycostream.local;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The C library's terminal calls, as far as {@link PseudoTerminal} needs them. Numbers are those of Linux on x86-64 and
 * aarch64, which agree here.
 */
final class Tty {

    private static final int O_RDWR = 2;
    private static final int O_NOCTTY = 0x100;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int TCSANOW = 0;
    private static final short POLLIN = 0x001;
    private static final short POLLOUT = 0x004;
    private static final short POLLHUP = 0x010;

    /** More than {@code struct termios} has on any of the systems in question. */
    private static final long TERMIOS_BYTES = 256;

    private static final long PATH_BYTES = 128;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final MemoryLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_OF = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle POSIX_OPENPT =
            function("posix_openpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle GRANTPT = function("grantpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle UNLOCKPT = function("unlockpt", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle PTSNAME_R =
            function("ptsname_r", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle OPEN = function("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle TCGETATTR =
            function("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle TCSETATTR =
            function("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CFMAKERAW = function("cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Tty() {}

    /** Makes a pair and returns the descriptor of the board's side; reading and writing it never wait. */
    static int openBoardSide() throws IOException {
        int fd = checked("posix_openpt", POSIX_OPENPT, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        try {
            checked("grantpt", GRANTPT, fd);
            checked("unlockpt", UNLOCKPT, fd);
            return fd;
        } catch (IOException e) {
            close(fd);
            throw e;
        }
    }

    /** Returns the path of the host's side. */
    static Path deviceOf(int board) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(PATH_BYTES);
            checked("ptsname_r", PTSNAME_R, board, name, PATH_BYTES);
            return Path.of(name.getString(0));
        }
    }

    /**
     * Switches line editing, echo, signals and translation off. The host's side is opened for it and closed again, after
     * which the board's side knows that no host is there; before a first opening it would not.
     */
    static void makeRaw(Path device) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int host = checked("open " + device, OPEN, arena.allocateFrom(device.toString()), O_RDWR | O_NOCTTY);
            try {
                MemorySegment settings = arena.allocate(TERMIOS_BYTES);
                checked("tcgetattr", TCGETATTR, host, settings);
                call(CFMAKERAW, settings);
                checked("tcsetattr", TCSETATTR, host, TCSANOW, settings);
            } finally {
                close(host);
            }
        }
    }

    /** Reads what is there, at most {@code into.length} bytes; 0 when nothing is. */
    static int read(int fd, byte[] into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(into.length);
            int read = (int) result(call(READ, fd, buffer, (long) into.length));
            if (read > 0) {
                MemorySegment.copy(buffer, 0, MemorySegment.ofArray(into), 0, read);
            }
            return Math.max(0, read);
        }
    }

    /** Writes as much as there is room for; 0 when there is none. */
    static int write(int fd, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(bytes.length);
            MemorySegment.copy(MemorySegment.ofArray(bytes), 0, buffer, 0, bytes.length);
            return (int) Math.max(0, result(call(WRITE, fd, buffer, (long) bytes.length)));
        }
    }

    static boolean hostIsAway(int fd) {
        return (poll(fd, (short) 0, 0) & POLLHUP) != 0;
    }

    static void awaitRoom(int fd, Duration limit) {
        poll(fd, POLLOUT, wholeMillis(limit));
    }

    static void awaitBytes(int fd, Duration limit) {
        // without a host poll returns at once, each time, so asking it would be spinning
        poll(hostIsAway(fd) ? -1 : fd, POLLIN, wholeMillis(limit));
    }

    static void close(int fd) {
        call(CLOSE, fd);
    }

    private static int wholeMillis(Duration limit) {
        return (int) Math.max(1, limit.toMillis());
    }

    /** Returns what poll saw; a negative descriptor makes it a pause. */
    private static short poll(int fd, short wanted, int timeoutMillis) {
        try (Arena arena = Arena.ofConfined()) {
            // struct pollfd { int fd; short events; short revents; }
            MemorySegment one = arena.allocate(8, 4);
            one.set(JAVA_INT, 0, fd);
            one.set(JAVA_SHORT, 4, wanted);
            call(POLL, one, 1L, timeoutMillis);
            return one.get(JAVA_SHORT, 6);
        }
    }

    private static int checked(String what, MethodHandle function, Object... arguments) throws IOException {
        Returned returned = call(function, arguments);
        int result = (int) result(returned);
        if (result < 0) {
            throw new IOException(what + " failed, errno " + returned.errno());
        }
        return result;
    }

    private static long result(Returned returned) {
        return returned.value() instanceof Number number ? number.longValue() : 0;
    }

    private record Returned(Object value, int errno) {}

    private static Returned call(MethodHandle function, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            Object[] all = new Object[arguments.length + 1];
            all[0] = state;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            Object value = function.invokeWithArguments(all);
            return new Returned(value == null ? 0 : value, (int) ERRNO_OF.get(state, 0L));
        } catch (Throwable e) {
            throw new IllegalStateException("the call into the C library failed", e);
        }
    }

    @SuppressWarnings("restricted") // native access is what this class is for
    private static MethodHandle function(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, ERRNO);
    }
}
