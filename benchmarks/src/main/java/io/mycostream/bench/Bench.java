package io.mycostream.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks within about a minute and prints a table: bytes per second that passed, bytes per second of one
 * processor, and how that compares.
 *
 * <p>Arguments are regular expressions that choose benchmarks by their name; none choose all.
 */
public final class Bench {

    private static final int WARM_UPS = 3;
    private static final int MEASUREMENTS = 5;
    private static final TimeValue EACH = TimeValue.seconds(1);

    /** 115,200 baud, ten bits a byte, in MB/s. */
    private static final double LINE = 0.01152;

    private Bench() {}

    /** Runs what the arguments choose. */
    public static void main(String[] arguments) throws RunnerException, IOException {
        String[] chosen = arguments.length == 0 ? new String[] {".*"} : arguments;
        OptionsBuilder options = new OptionsBuilder();
        Stream.of(chosen).forEach(options::include);
        Options bounded = options.warmupIterations(WARM_UPS)
                .warmupTime(EACH)
                .measurementIterations(MEASUREMENTS)
                .measurementTime(EACH)
                .forks(1)
                .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx256m")
                .addProfiler(CpuTime.class)
                .verbosity(VerboseMode.SILENT)
                .build();
        System.out.println(machine());
        print(new Runner(bounded).run());
    }

    private static String machine() throws IOException {
        return "%s, %d processors, load %.1f, Java %s"
                .formatted(
                        processor(),
                        Runtime.getRuntime().availableProcessors(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        Runtime.version());
    }

    private static String processor() throws IOException {
        Path description = Path.of("/proc/cpuinfo");
        if (!Files.isReadable(description)) {
            return System.getProperty("os.arch");
        }
        try (Stream<String> lines = Files.lines(description)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }

    private static void print(Collection<RunResult> results) {
        int bytes = new Capture().wire().length;
        System.out.printf(
                Locale.ROOT,
                "%d bytes of mdp1-le16 per operation, %d frames; a serial line brings %.5f MB/s%n%n",
                bytes,
                new Capture().frames().size(),
                LINE);
        System.out.printf("%-20s %12s %22s %16s%n", "", "MB/s", "MB/s per processor", "serial lines");
        for (RunResult result : results) {
            String name = result.getParams().getBenchmark();
            double passed = bytes / result.getPrimaryResult().getScore();
            Result<?> cpu = Objects.requireNonNull(result.getSecondaryResults().get(CpuTime.LABEL));
            double used = bytes / cpu.getScore();
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %12.0f %22.0f %16.0f%n",
                    name.substring(name.lastIndexOf('.') + 1),
                    passed,
                    used,
                    used / LINE);
        }
    }
}
