package io.mycostream.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.local.CannotStartException;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.judge.Finding;
import io.mycostream.torture.judge.Judge;
import io.mycostream.torture.judge.Plant;
import io.mycostream.torture.nemesis.Plan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;

/**
 * The consistency checker: {@code make torture}.
 *
 * <p>Exit status: 0 when every promise held, 1 when one did not or the run could not be carried out, 2 when the person has to
 * choose something else.
 */
public final class Torture {

    private Torture() {}

    /** Runs once; see {@link TortureOptions} for the arguments. */
    public static void main(String[] arguments) {
        try {
            System.exit(run(TortureOptions.parse(arguments)) ? 0 : 1);
        } catch (CannotStartException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (IOException | IllegalStateException e) {
            System.err.println("the run could not be carried out: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException _) {
            System.exit(1);
        }
    }

    private static boolean run(TortureOptions options) throws IOException, InterruptedException {
        Path application = Path.of(System.getProperty("torture.gateway", "gateway-service/target/quarkus-app"));
        Records records = Records.in(Path.of(System.getProperty("torture.folder", "target/torture")));
        Plan plan = Plan.of(options.seed(), options.nemesis(), options.gateways(), options.clients());
        records.write(plan, options);
        logTo(records.folder().resolve("publishers.log"));
        System.out.println(options + "\nrecords in " + records.folder());

        endAfter(options.longest());
        Evidence evidence = perform(options, plan, application, records.folder());
        if (options.plant().isPresent()) {
            Plant plant = options.plant().get();
            System.out.println("planted: " + plant.word());
            evidence = plant.falsify(evidence);
        }
        List<Finding> findings = new ArrayList<>(Judge.judge(evidence));
        findings.addAll(SelfCheck.of(evidence, findings));
        String report = new Report(evidence, findings).text();
        records.write(evidence, findings, options + "\n\n" + report);
        System.out.println('\n' + report);
        return findings.isEmpty();
    }

    /** Every wait has its own limit; this one is for those that nobody thought of. */
    private static void endAfter(Duration limit) {
        Thread.ofPlatform().daemon().name("limit").start(() -> {
            try {
                Thread.sleep(limit);
                System.err.println("not over after " + limit.toSeconds() + " s");
                System.exit(1);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** What the SDK has to say of its connections belongs beside the gateways' logs. */
    private static void logTo(Path file) throws IOException {
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(
                        """
                        handlers=java.util.logging.FileHandler
                        java.util.logging.FileHandler.pattern=%s
                        java.util.logging.FileHandler.formatter=java.util.logging.SimpleFormatter
                        java.util.logging.SimpleFormatter.format=%%1$tFT%%1$tT.%%1$tL %%4$s %%5$s%%n
                        """.formatted(file.toString().replace("%", "%%")).getBytes(UTF_8)));
    }

    /** However this ends, also by Ctrl-C, every process ends with it. */
    private static Evidence perform(TortureOptions options, Plan plan, Path application, Path folder)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        try (Run run = new Run(
                options,
                plan,
                application,
                folder,
                word -> System.out.printf(
                        "%4d s  %s%n", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started), word))) {
            Thread end = new Thread(run::close, "end");
            Runtime.getRuntime().addShutdownHook(end);
            Evidence evidence = run.perform();
            Runtime.getRuntime().removeShutdownHook(end);
            return evidence;
        }
    }
}
