package io.mycostream.gateway.autobahn;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The suite's client, a Python 2 program that runs on Jython, in a process of its own. */
final class FuzzingClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String AGENT = "gateway";

    private static final String PROGRAM = """
            import sys
            sys.path.insert(0, 'suite')
            sys.argv = ['wstest', '--mode', 'fuzzingclient', '--spec', '%s']
            import autobahntestsuite.wstest
            autobahntestsuite.wstest.run()
            """;

    /** What the suite says of one case: how the server behaved, and how it closed. */
    record Outcome(String id, String behavior, String close) {

        int group() {
            return Integer.parseInt(id, 0, id.indexOf('.'), 10);
        }

        /** As RFC 6455 wants it, be it late, or in a way that it leaves open. */
        boolean passed() {
            return List.of("OK", "NON-STRICT", "INFORMATIONAL").contains(behavior)
                    && List.of("OK", "INFORMATIONAL").contains(close);
        }
    }

    private final Process process;
    private final Path log;
    private final Path reports;

    private FuzzingClient(Process process, Path log, Path reports) {
        this.process = process;
        this.log = log;
        this.reports = reports;
    }

    /**
     * Starts it.
     *
     * @param folder with Jython's jar and the unpacked suite; logs and reports are left there too
     * @param name of this run
     */
    static FuzzingClient start(Path folder, String name, String url, List<String> cases) throws IOException {
        Path reports = Files.createDirectories(folder.resolve("reports-" + name));
        Files.deleteIfExists(reports.resolve("index.json"));
        Path spec = folder.resolve(name + ".json");
        Files.writeString(spec, spec(reports, url, cases));
        Path log = folder.resolve(name + ".log");
        Process process = jython(folder, log, PROGRAM.formatted(spec));
        return new FuzzingClient(process, log, reports);
    }

    /**
     * Has the suite compiled, which its first import does: several clients that start together would read what another is
     * still writing.
     */
    static void compile(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("compile.log");
        Process process = jython(folder, log, """
                import sys
                sys.path.insert(0, 'suite')
                import autobahntestsuite.wstest
                """);
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError("the suite cannot be compiled, see " + log);
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process jython(Path folder, Path log, String program) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:+UseSerialGC",
                        "-Dpython.cachedir.skip=true",
                        "-cp",
                        jython(folder).toString(),
                        "org.python.util.jython",
                        "-c",
                        program)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static Path jython(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no Jython in " + folder + "; use make check-autobahn"));
        }
    }

    private static String spec(Path reports, String url, List<String> cases) throws IOException {
        return """
                {
                  "options": {"failByDrop": false},
                  "outdir": "%s",
                  "servers": [{"agent": "%s", "url": "%s", "options": {"version": 18}}],
                  "cases": %s,
                  "exclude-cases": [],
                  "exclude-agent-cases": {}
                }
                """.formatted(reports, AGENT, url, JSON.writeValueAsString(cases));
    }

    /** Waits for the outcomes of its cases; fails when there are none until then. */
    Stream<Outcome> outcomes(Instant deadline) throws IOException, InterruptedException {
        long left = deadline.toEpochMilli() - System.currentTimeMillis();
        if (!process.waitFor(left, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("not done in time, see " + log);
        }
        Path index = reports.resolve("index.json");
        if (!Files.exists(index)) {
            throw new AssertionError("the suite's client ended without a report, see " + log);
        }
        return JSON.readTree(index.toFile()).path(AGENT).properties().stream()
                .map(outcome -> new Outcome(
                        outcome.getKey(),
                        outcome.getValue().path("behavior").asText(),
                        outcome.getValue().path("behaviorClose").asText()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
