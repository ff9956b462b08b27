package io.mycostream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@code redis-server} is run.
 *
 * @param executable which one
 * @param kind what it is to be
 * @param settings on top of those that the kind has: for a sentinel lines of its file, else arguments
 */
record RedisCommandLine(RedisExecutable executable, Kind kind, List<String> settings) {

    enum Kind {
        /** A server that writes nothing to disk. */
        EMPTY_AT_START,
        /** A server that has written each change to disk before it answers. */
        KEEPING_DATA,
        /** A watcher of servers, which keeps no data. */
        SENTINEL
    }

    static RedisCommandLine emptyAtStart(RedisExecutable executable, String... arguments) {
        return new RedisCommandLine(executable, Kind.EMPTY_AT_START, List.of(arguments));
    }

    static RedisCommandLine keepingData(RedisExecutable executable) {
        return new RedisCommandLine(executable, Kind.KEEPING_DATA, List.of());
    }

    static RedisCommandLine sentinel(RedisExecutable executable, String... lines) {
        return new RedisCommandLine(executable, Kind.SENTINEL, List.of(lines));
    }

    boolean keepsFolder() {
        return kind == Kind.KEEPING_DATA;
    }

    /** Returns the command that runs it in a folder, after putting there what it needs. */
    List<String> in(Path folder, int port) throws IOException {
        String file = executable.locate(folder).toString();
        return kind == Kind.SENTINEL
                ? List.of(file, sentinelFile(folder, port).toString(), "--sentinel")
                : server(file, folder, port);
    }

    private List<String> server(String file, Path folder, int port) {
        List<String> command = new ArrayList<>(List.of(file, "--port", Integer.toString(port), "--bind", "127.0.0.1"));
        command.addAll(List.of("--save", "", "--dir", folder.toString(), "--appendfsync", "always"));
        command.addAll(List.of("--appendonly", kind == Kind.KEEPING_DATA ? "yes" : "no"));
        command.addAll(settings);
        return command;
    }

    /** Sentinels take no arguments for what they watch, and write into their file what they learn. */
    private Path sentinelFile(Path folder, int port) throws IOException {
        List<String> lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + folder));
        lines.addAll(settings);
        return Files.write(folder.resolve("sentinel.conf"), lines);
    }
}
