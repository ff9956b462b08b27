package io.mycostream.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who listens on a port, in words for a person. Linux tells by {@code /proc/net/tcp}, which names the socket, and {@code
 * /proc/PID/fd}, where a process of the same user shows its sockets. Elsewhere, and of other users' processes, the
 * command that can tell is named instead.
 */
final class PortHolder {

    private static final Path PROC = Path.of("/proc");

    /** The state of a listening socket in {@code /proc/net/tcp}. */
    private static final String LISTEN = "0A";

    private PortHolder() {}

    static String describe(int port) {
        return process(port)
                .map(process -> "process %d (%s)".formatted(process.pid(), name(process)))
                .orElse("another program (`lsof -i :%d` tells which)".formatted(port));
    }

    /** The name it was started under; the executable's own may be another, as with Debian's redis-server. */
    private static String name(ProcessHandle process) {
        return lines(PROC.resolve(process.pid() + "/comm")).findFirst().orElse("name unknown");
    }

    private static Optional<ProcessHandle> process(int port) {
        Set<String> sockets = Stream.of("net/tcp", "net/tcp6")
                .flatMap(table -> lines(PROC.resolve(table)))
                .map(line -> line.strip().split(" +"))
                .filter(fields -> fields.length > 9 && fields[3].equals(LISTEN))
                .filter(fields -> fields[1].endsWith(":%04X".formatted(port)))
                .map(fields -> "socket:[" + fields[9] + ']')
                .collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .filter(process -> holds(process, sockets::contains))
                .findFirst();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException _) {
            return Stream.empty(); // not Linux, or no IPv6
        }
    }

    private static boolean holds(ProcessHandle process, Predicate<String> socket) {
        try (Stream<Path> descriptors = Files.list(PROC.resolve(process.pid() + "/fd"))) {
            return descriptors.anyMatch(descriptor -> socket.test(target(descriptor)));
        } catch (IOException _) {
            return false; // another user's, or gone
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return ""; // closed meanwhile
        }
    }
}
