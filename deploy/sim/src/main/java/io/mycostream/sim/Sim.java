package io.mycostream.sim;

import io.mycostream.local.CannotStartException;
import io.mycostream.sim.board.BoardKind;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * {@code mycobrain-sim}: a board for those who have none.
 *
 * <p>Exit status: 0 when the run went as wanted, 1 when it broke down, 2 when the person has to choose something else.
 */
public final class Sim {

    private Sim() {}

    /** Runs once; {@code --help} says what there is. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new SimCommand());
        line.getCommandSpec().usageMessage().footer(footer());
        return line.setExecutionExceptionHandler((e, failed, _) -> {
            failed.getErr().println("mycobrain-sim: " + e.getMessage());
            boolean wrongChoice = e instanceof CannotStartException || e instanceof IllegalArgumentException;
            return wrongChoice ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
        });
    }

    private static String[] footer() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Boards:");
        for (BoardKind kind : BoardKind.values()) {
            lines.add("  %-16s%s".formatted(kind.label(), kind.description()));
        }
        lines.add("");
        lines.add("Examples:");
        lines.add("  --board side-a --port /tmp/ttyMyco0");
        lines.add("  --board side-a-durable --faults noise=0.01,flip=0.001 --seed 7 --duration 10s");
        lines.add("  --mqtt mqtt://localhost:1883 --form envelope --rate 100 --truth truth.jsonl");
        return lines.toArray(String[]::new);
    }
}
