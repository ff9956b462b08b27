package io.mycostream.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A child process that cannot outlive this JVM, however this JVM ends.
 *
 * <p>The command is started through a few lines of shell that leave a watcher behind and become the command itself, so
 * process id, signals and exit status are the child's own. The watcher reads what was the child's standard input, a pipe
 * that only this JVM can write to. The pipe ends when this JVM is gone, also after {@code kill -9}, and the watcher ends
 * the child; it ends too, as Java closes it then, when the child has ended, and there is nothing left to do.
 */
public final class TetheredProcess {

    /**
     * Arguments: the folder to remove, then the command. Standard input is kept as descriptor 3, because a shell gives
     * {@code /dev/null} to what it starts in the background. Ctrl-C at a terminal goes to the whole process group; the
     * watcher does not hear it, and where there is {@code setsid} the child neither, so that its owner decides what ends
     * first.
     */
    private static final String TETHER = """
            folder=$1
            shift
            exec 3<&0
            (
              trap '' HUP INT TERM
              cat <&3
              kill -TERM $$ || exit
              for second in 1 2 3 4 5; do
                sleep 1
                kill -0 $$ || break
              done
              kill -KILL $$
              rm -rf "$folder"
            ) >/dev/null 2>&1 &
            exec $(command -v setsid) "$@" </dev/null 3<&-
            """;

    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Process process;

    private TetheredProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a command.
     *
     * @param log where everything it prints goes
     * @throws IOException if there is no shell, or the log cannot be written
     */
    public static TetheredProcess start(List<String> command, Path log) throws IOException {
        return start("", command, log);
    }

    /**
     * Starts a command that works in a folder of its own.
     *
     * @param folder removed when this JVM ends without having ended the child; otherwise it is the caller's to remove
     */
    static TetheredProcess startIn(Path folder, List<String> command, Path log) throws IOException {
        return start(folder.toString(), command, log);
    }

    private static TetheredProcess start(String folder, List<String> command, Path log) throws IOException {
        List<String> tethered = Stream.concat(Stream.of("sh", "-c", TETHER, "sh", folder), command.stream())
                .toList();
        return new TetheredProcess(new ProcessBuilder(tethered)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
    }

    public long pid() {
        return process.pid();
    }

    /** Completes when the child has ended, for whatever reason, with its exit status. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Waits for the child's end and returns whether it came in time. */
    public boolean endsWithin(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks the child to end (SIGTERM), without waiting. Does nothing when it has ended. */
    public void terminate() {
        // by the handle, because Process.destroy also closes the pipe, and the watcher would join in
        process.toHandle().destroy();
    }

    /**
     * Sends a signal by its name, for example {@code STOP}.
     *
     * @throws IllegalStateException if the child has ended
     */
    public void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("no process " + pid() + " to send " + name + " to");
            }
        } catch (IOException e) {
            throw new IllegalStateException("the command kill could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + name + " to process " + pid(), e);
        }
    }

    /** Ends the child at once (SIGKILL) and waits until it is gone. Does nothing the second time. */
    public void kill() {
        process.toHandle().destroyForcibly();
        try {
            if (!endsWithin(END_LIMIT)) {
                throw new IllegalStateException("process " + pid() + " did not end within " + END_LIMIT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ending process " + pid(), e);
        }
    }
}
