package io.mycostream.local;

import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps a child process from outliving this one, even when this one is killed and no shutdown hook runs.
 *
 * <p>The command is started through a few lines of shell that leave a watcher behind and become the command itself, so
 * the child's process id, signals and exit status are its own. The watcher reads what was the child's standard input, a
 * pipe that only this process can write to, and does nothing until the pipe's end: that comes when this process is gone
 * or, Java closes it then, when the child has ended by itself. Whoever starts a leashed command must leave its standard
 * input a pipe, as {@link ProcessBuilder} does, and not close it.
 */
public final class Leash {

    /**
     * First SIGTERM, after five seconds SIGKILL. Descriptor 3 is needed because a shell gives {@code /dev/null} to what
     * runs behind an {@code &}. The watcher ignores the signals that a terminal or a supervisor sends to the whole
     * process group: they may reach it before the child has obeyed.
     */
    private static final String SCRIPT = """
            exec 3<&0
            (
                trap '' HUP INT TERM
                cat <&3
                kill -TERM $$
                for second in 1 2 3 4 5; do kill -0 $$ || exit 0; sleep 1; done
                kill -KILL $$
            ) >/dev/null 2>&1 &
            exec "$@" </dev/null 3<&-
            """;

    private Leash() {}

    /** Returns the command that starts {@code command} as a child that ends with us. */
    public static List<String> on(List<String> command) {
        return Stream.concat(Stream.of("sh", "-c", SCRIPT, "leash"), command.stream())
                .toList();
    }
}
