package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardRegistry;
import io.mycostream.ingest.board.Transport;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.link.serial.SerialLink;
import io.mycostream.ingest.link.serial.SerialPorts;
import io.mycostream.ingest.link.serial.UsbPortWatch;
import io.mycostream.ingest.retry.Backoff;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The serial ports that are listened to: those of the configuration, or whatever is plugged in. */
@Singleton
public class SerialLinks implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SerialLinks.class);

    /** Stands for every USB serial port in {@code ingest.serial.ports}. */
    static final String AUTO = "auto";

    private static final Duration LOOK_FOR_BOARDS_EVERY = Duration.ofSeconds(1);

    private final IngestConfig.Serial config;
    private final LinkParts parts;
    private final BoardRegistry boards;
    private final CommandDesk commands;

    /** By link name. There are as many as ports were ever plugged in, and they remember who was there. */
    private final Map<String, LinkIntake> intakes = new ConcurrentHashMap<>();

    private final List<DeviceLink> links = new ArrayList<>();
    private @Nullable UsbPortWatch watch;

    /** Takes the parts; nothing is opened before {@link #start}. */
    public SerialLinks(IngestConfig config, LinkParts parts, BoardRegistry boards, CommandDesk commands) {
        this.config = config.serial();
        this.parts = parts;
        this.boards = boards;
        this.commands = commands;
    }

    /** Listens from now on. */
    void start() {
        List<String> ports = config.ports().orElse(List.of());
        if (ports.equals(List.of(AUTO))) {
            watch = UsbPortWatch.start(SerialPorts.ofThisMachine(), this::startLink, LOOK_FOR_BOARDS_EVERY);
        } else {
            ports.stream().distinct().map(Path::of).map(this::startLink).forEach(links::add);
        }
        if (ports.isEmpty()) {
            LOG.info("no serial ports to read, set ingest.serial.ports to auto or to a list of them");
        }
    }

    private DeviceLink startLink(Path port) {
        IngestConfig.Reopen reopen = config.reopen();
        DeviceLink link = new SerialLink(port, config.baudRate(), new Backoff(reopen.first(), reopen.longest()));
        link.start(intakes.computeIfAbsent(link.name(), this::intake));
        return link;
    }

    private LinkIntake intake(String link) {
        return new LinkIntake(link, parts, boards.link(link, Transport.SERIAL), commands.speaker(link), config.greet());
    }

    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
        DeviceLink.closeAll(links);
    }
}
