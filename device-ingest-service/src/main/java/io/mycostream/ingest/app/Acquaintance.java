package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardLink;
import io.mycostream.ingest.board.BoardProfile;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.ingest.device.DeviceIdentity;
import io.mycostream.ingest.device.LinkIdentity;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.text.TextIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/** Who is at the other end of one link, by what is said there; whoever has to know is told when it changes. */
final class Acquaintance {

    private static final Logger LOG = Logger.getLogger(Acquaintance.class);

    /** A board that changes its name all the time is in the log once in this while. */
    private static final Duration GREETING_LOG_PAUSE = Duration.ofSeconds(10);

    private final String link;
    private final LinkIdentity identity;
    private final BoardLink boards;
    private final Speaker speaker;
    private final IngestMetrics metrics;
    private final InstantSource clock;
    private Instant nextGreetingLog = Instant.MIN;

    Acquaintance(String link, BoardLink boards, Speaker speaker, IngestMetrics metrics, InstantSource clock) {
        this.link = link;
        this.identity = new LinkIdentity(link);
        this.boards = boards;
        this.speaker = speaker;
        this.metrics = metrics;
        this.clock = clock;
    }

    DeviceIdentity current() {
        return identity.current();
    }

    String deviceId() {
        return identity.current().deviceId();
    }

    /** Somebody else may be at the port. */
    void reset() {
        identity.reset();
    }

    /** A greeting in a frame. */
    void greeted(MdpMessage.Hello hello) {
        String formerId = deviceId();
        LinkIdentity.Outcome outcome = identity.greeted(hello);
        identified(formerId, outcome, BoardProfile.of(current(), hello.payload().body()));
    }

    /** A line of text that names who it is from. */
    void named(TextIdentity sender) {
        String formerId = deviceId();
        LinkIdentity.Outcome outcome = identity.named(sender.id(), sender.firmwareVersion(), sender.role());
        identified(formerId, outcome, BoardProfile.of(current()));
    }

    private void identified(String formerId, LinkIdentity.Outcome outcome, BoardProfile profile) {
        switch (outcome) {
            case CHANGED -> {
                logConnected();
                speaker.named(deviceId());
                boards.renamed(formerId, deviceId(), profile);
            }
            case CONFIRMED -> boards.greeted(formerId, profile);
            case REFUSED -> metrics.greetingRefused();
            case ANONYMOUS -> {}
        }
    }

    private void logConnected() {
        Instant now = clock.instant();
        if (!now.isBefore(nextGreetingLog)) {
            nextGreetingLog = now.plus(GREETING_LOG_PAUSE);
            LOG.infof(
                    "device connected device=%s link=%s firmware=%s role=%s",
                    deviceId(),
                    link,
                    current().firmwareVersion().orElse("unknown"),
                    current().role().orElse("unknown"));
        }
    }
}
