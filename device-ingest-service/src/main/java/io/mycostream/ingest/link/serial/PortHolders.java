package io.mycostream.ingest.link.serial;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The programs that have a device open, as {@code /proc} shows them: those of our own user, or all when we are root.
 *
 * @param pids of the processes, in order
 */
record PortHolders(List<Long> pids) {

    private static final Path PROC = Path.of("/proc");

    PortHolders {
        pids = List.copyOf(pids);
    }

    /** Looks through all processes, which takes some milliseconds; finds nobody where there is no {@code /proc}. */
    static PortHolders of(Path device) {
        List<Long> pids = new ArrayList<>();
        for (Path process : list(PROC, "[1-9]*")) {
            if (list(process.resolve("fd"), "*").stream().anyMatch(file -> leadsTo(file, device))) {
                pids.add(Long.parseLong(process.getFileName().toString()));
            }
        }
        return new PortHolders(new ArrayList<>(new TreeSet<>(pids)));
    }

    private static boolean leadsTo(Path file, Path device) {
        try {
            return Files.readSymbolicLink(file).equals(device);
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Path> list(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (IOException | DirectoryIteratorException _) {
            // another user's process, or one that has just ended
            return List.of();
        }
        return found;
    }

    /** Whether it is this process alone, which then has the device under two names. */
    boolean areOurselves() {
        return pids.equals(List.of(ProcessHandle.current().pid()));
    }

    /** The programs by name and process id, for a message. */
    @Override
    public String toString() {
        return pids.stream().map(pid -> nameOf(pid) + '(' + pid + ')').toList().toString();
    }

    private static String nameOf(long pid) {
        try {
            return Files.readString(PROC.resolve(pid + "/comm")).strip();
        } catch (IOException _) {
            return "ended";
        }
    }
}
