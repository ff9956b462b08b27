package io.mycostream.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cannot outlive this JVM, however this JVM ends.
 *
 * <p>A small shell stands between us and the child. When the pipe to the shell's standard input is closed, by us or by
 * the kernel after {@code kill -9}, the shell kills the child and removes its folder.
 */
final class TetheredProcess {

    /**
     * Arguments: the child's folder, then its command. Standard input is kept as descriptor 3, because a shell gives
     * {@code /dev/null} to what it starts in the background. The file {@code ended} tells an end that we wanted from one
     * that somebody will want to read the log of.
     */
    private static final String TETHER = """
            folder=$1
            shift
            exec 3<&0
            "$@" >"$folder/log" 2>&1 </dev/null 3<&- &
            child=$!
            echo $child
            (
              read -r line <&3
              : >"$folder/ended"
              kill -9 $child
            ) 2>/dev/null &
            watcher=$!
            wait $child
            status=$?
            kill $watcher 2>/dev/null
            if [ -e "$folder/ended" ]; then rm -rf "$folder"; fi
            exit $status
            """;

    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private final Process shell;
    private final long pid;

    private TetheredProcess(Process shell, long pid) {
        this.shell = shell;
        this.pid = pid;
    }

    /**
     * Starts a command. What it prints goes to the file {@code log} in the folder.
     *
     * @param folder belongs to the child from now on and is removed after {@link #kill}
     * @throws IOException if there is no shell
     */
    static TetheredProcess start(Path folder, List<String> command) throws IOException {
        List<String> tethered = new ArrayList<>(List.of("sh", "-c", TETHER, "sh", folder.toString()));
        tethered.addAll(command);
        Process shell = new ProcessBuilder(tethered)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out = shell.inputReader(StandardCharsets.US_ASCII);
        String firstLine = out.readLine();
        if (firstLine == null) {
            shell.destroyForcibly();
            throw new IOException("the shell ended before it had started " + command.getFirst());
        }
        return new TetheredProcess(shell, Long.parseLong(firstLine));
    }

    /** The child's own process id, not the shell's. */
    long pid() {
        return pid;
    }

    boolean isAlive() {
        return shell.isAlive();
    }

    /** Waits for the child's end and returns whether it came in time. */
    boolean endsWithin(Duration limit) throws InterruptedException {
        return shell.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends a signal by its name, for example {@code STOP}. */
    void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("no process " + pid + " to send " + name + " to");
            }
        } catch (IOException e) {
            throw new IllegalStateException("the command kill could not be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending " + name + " to process " + pid, e);
        }
    }

    /** Ends the child at once (SIGKILL), waits until it is gone, and removes its folder. Does nothing the second time. */
    void kill() {
        try {
            shell.getOutputStream().close();
            if (!endsWithin(END_LIMIT)) {
                throw new IllegalStateException("process " + pid + " did not end within " + END_LIMIT);
            }
        } catch (IOException e) {
            throw new IllegalStateException("process " + pid + " could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ending process " + pid, e);
        }
    }
}
