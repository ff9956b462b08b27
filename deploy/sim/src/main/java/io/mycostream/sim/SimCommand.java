package io.mycostream.sim;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.local.CannotStartException;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.line.Faults;
import io.mycostream.sim.line.SimulatedLine;
import io.mycostream.sim.line.SimulatedLineBuilder;
import io.mycostream.sim.mqtt.BrokerAddress;
import io.mycostream.sim.mqtt.GatewayComputer;
import io.mycostream.sim.mqtt.GatewaySettings;
import io.mycostream.sim.truth.Truth;
import io.mycostream.sim.truth.TruthLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads the options, runs a board or a gateway computer for its time, ends it whatever happens. */
@Command(
        name = "mycobrain-sim",
        description = {
            "Plays a MycoBrain board on a pseudo-terminal, or a gateway computer at an MQTT broker,",
            "with faults on request, and writes down what was truly sent, as lines of JSON."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true,
        version = "mycobrain-sim 0.1.0")
final class SimCommand implements Callable<Integer> {

    /** What a host has not read when a port goes is lost to it. */
    private static final Duration LAST_READING = Duration.ofMillis(200);

    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** What runs, whichever it is. */
    private record SimulatedPart(CompletableFuture<Void> ended, Runnable end) {

        void close() {
            end.run();
        }
    }

    private final CountDownLatch over = new CountDownLatch(1);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final BoardOptions board = new BoardOptions();

    @Mixin
    private final GatewayOptions gateway = new GatewayOptions();

    @Option(names = "--rate", paramLabel = "HZ", description = "Telemetry per second; else what the firmware does.")
    private @Nullable Double rate;

    @Option(
            names = "--faults",
            paramLabel = "LIST",
            defaultValue = "",
            description = {
                "What goes wrong with which part of frames and lines:",
                "noise, flip, drop, repeat, delimiter, truncate, half-line, restart, unplug."
            })
    private String faults = "";

    @Option(
            names = "--away",
            paramLabel = "TIME",
            defaultValue = "500ms",
            converter = DurationText.class,
            description = "How long an unplugged board stays away (default: ${DEFAULT-VALUE}).")
    private Duration away = Duration.ZERO;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Decides readings and faults (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "After which it ends, for example 10s; else with Ctrl-C.")
    private @Nullable Duration duration;

    @Option(names = "--truth", paramLabel = "FILE", description = "Where the truth log goes; else to standard output.")
    private @Nullable Path truthFile;

    @Override
    public Integer call() throws CannotStartException, InterruptedException {
        Faults wrong = Faults.parse(faults, seed).withAway(away);
        Tally tally = new Tally();
        try (PrintWriter log = log()) {
            Truth truth = new TruthLog(log, InstantSource.system()).and(tally);
            if (gateway.broker().isPresent()) {
                if (board.isChosen()) {
                    throw new CannotStartException(
                            "boards have no MQTT client: choose --board or --mqtt, which plays a gateway computer");
                }
                runGateway(BrokerAddress.parse(gateway.broker().get()), wrong, truth);
            } else {
                runBoard(wrong, truth);
            }
            err().println(tally);
            return 0;
        } finally {
            over.countDown();
        }
    }

    private PrintWriter log() throws CannotStartException {
        if (truthFile == null) {
            return new PrintWriter(out(), false);
        }
        try {
            return new PrintWriter(Files.newBufferedWriter(truthFile, UTF_8));
        } catch (IOException e) {
            throw new CannotStartException("the truth log cannot be written: " + e);
        }
    }

    private void runBoard(Faults wrong, Truth truth) throws CannotStartException, InterruptedException {
        BoardKind kind = board.kind();
        BoardSettings.Builder settings = board.settings().seed(seed);
        if (rate != null) {
            settings.rateHz(rate);
        }
        SimulatedLineBuilder builder = SimulatedLine.of(kind)
                .settings(settings.build())
                .faults(wrong)
                .truth(truth)
                .at(board.port())
                .restartsWithHost(board.restartsWithHost());
        try (SimulatedLine line = plugIn(builder)) {
            say(kind.label() + " is at " + line.path());
            runWith(new SimulatedPart(line.ended(), line::close));
            line.silence();
            Thread.sleep(LAST_READING);
        }
    }

    private static SimulatedLine plugIn(SimulatedLineBuilder builder) throws CannotStartException {
        try {
            return builder.plugIn();
        } catch (UncheckedIOException e) {
            throw new CannotStartException("the port cannot be made: " + e.getCause());
        }
    }

    private void runGateway(BrokerAddress broker, Faults wrong, Truth truth)
            throws CannotStartException, InterruptedException {
        GatewaySettings settings = gateway.settings(broker, Optional.ofNullable(rate), wrong, seed);
        try (GatewayComputer computer = GatewayComputer.start(settings, truth, InstantSource.system())) {
            say(settings.deviceId() + " is at " + broker);
            runWith(new SimulatedPart(computer.ended(), computer::close));
        }
    }

    /** Runs for its time. Ctrl-C and SIGTERM end it properly too: the port goes, the log is whole. */
    private void runWith(SimulatedPart part) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(part), "end"));
        try {
            if (duration == null) {
                part.ended().get();
            } else {
                part.ended().get(duration.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (TimeoutException _) {
            // its time is over
        } catch (ExecutionException e) {
            throw new IllegalStateException("it broke down: " + e.getCause(), e);
        }
    }

    private void end(SimulatedPart part) {
        part.close();
        try {
            // a program that was told to end waits for this thread and for no other, so this one waits for the last
            // words
            if (!over.await(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
                err().println("mycobrain-sim: could not be ended properly");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the port is belongs on standard output, unless the truth log has that. */
    private void say(String words) {
        PrintWriter writer = truthFile == null ? err() : out();
        writer.println(words);
        writer.flush();
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    private PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
