package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.BoardReports;
import io.mycostream.ingest.board.Transport;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.link.serial.SerialLink;
import io.mycostream.ingest.link.serial.SerialPorts;
import io.mycostream.ingest.link.serial.UsbPortWatch;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.ingest.telemetry.Backlog;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.publisher.Publisher;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The life of the service: links are opened last and closed first, so that what they brought still reaches Redis. */
@Singleton
public class Ingest {

    private static final Logger LOG = Logger.getLogger(Ingest.class);

    /** Stands for every USB serial port in {@code ingest.serial.ports}. */
    static final String AUTO = "auto";

    private static final Duration LOOK_FOR_BOARDS_EVERY = Duration.ofSeconds(1);

    private final IngestConfig config;
    private final TelemetryPublisher telemetry;
    private final Backlog backlog;
    private final Publisher publisher;
    private final IngestMetrics metrics;
    private final InstantSource clock;
    private final BoardRegistry boards;
    private final BoardReports reports;
    private final CommandDesk commands;

    /** By link name. There are as many as ports were ever plugged in, and they remember who was there. */
    private final Map<String, LinkIntake> intakes = new ConcurrentHashMap<>();

    private final List<DeviceLink> links = new ArrayList<>();
    private @Nullable UsbPortWatch watch;

    /** Takes the parts; nothing runs before {@link #start}. */
    public Ingest(
            IngestConfig config,
            TelemetryPublisher telemetry,
            Backlog backlog,
            Publisher publisher,
            IngestMetrics metrics,
            InstantSource clock,
            BoardRegistry boards,
            BoardReports reports,
            CommandDesk commands) {
        this.config = config;
        this.telemetry = telemetry;
        this.backlog = backlog;
        this.publisher = publisher;
        this.metrics = metrics;
        this.clock = clock;
        this.boards = boards;
        this.reports = reports;
        this.commands = commands;
    }

    void start(@Observes StartupEvent event) {
        reports.start(boards);
        commands.start();
        List<String> ports = config.serial().ports().orElse(List.of());
        if (ports.isEmpty()) {
            LOG.info("no serial ports to read, set ingest.serial.ports to auto or to a list of them");
        } else if (ports.equals(List.of(AUTO))) {
            watch = UsbPortWatch.start(SerialPorts.ofThisMachine(), this::startLink, LOOK_FOR_BOARDS_EVERY);
        } else {
            ports.stream().distinct().map(Path::of).map(this::startLink).forEach(links::add);
        }
    }

    private DeviceLink startLink(Path port) {
        IngestConfig.Reopen reopen = config.serial().reopen();
        DeviceLink link =
                new SerialLink(port, config.serial().baudRate(), new Backoff(reopen.first(), reopen.longest()));
        boolean greet = config.serial().greet();
        link.start(intakes.computeIfAbsent(
                link.name(),
                name -> new LinkIntake(
                        name,
                        telemetry,
                        metrics,
                        clock,
                        boards.link(name, Transport.SERIAL),
                        commands.speaker(name),
                        greet)));
        return link;
    }

    void stop(@Observes ShutdownEvent event) {
        boards.stopping();
        commands.close();
        if (watch != null) {
            watch.close();
        }
        links.forEach(DeviceLink::close);
        reports.close();
        backlog.close();
        publisher.close();
    }
}
