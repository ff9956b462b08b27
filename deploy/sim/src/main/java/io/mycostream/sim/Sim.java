package io.mycostream.sim;

import io.mycostream.local.CannotStartException;
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
        return new CommandLine(new SimCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, _) -> {
                    line.getErr().println("mycobrain-sim: " + e.getMessage());
                    return e instanceof CannotStartException || e instanceof IllegalArgumentException
                            ? CommandLine.ExitCode.USAGE
                            : CommandLine.ExitCode.SOFTWARE;
                });
    }
}
