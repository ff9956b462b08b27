package io.mycostream.ingest.app;

import io.mycostream.ingest.board.Absence;
import io.mycostream.ingest.board.BoardLink;
import io.mycostream.ingest.board.BoardProfile;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.ingest.device.DeviceIdentity;
import io.mycostream.ingest.device.HelloCommand;
import io.mycostream.ingest.device.LinkIdentity;
import io.mycostream.ingest.device.SequenceTracker;
import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.ingest.mdp.Rejection;
import io.mycostream.ingest.mdp.TextLine;
import io.mycostream.ingest.telemetry.Repetitions;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way of one link's bytes: cut into frames, judged by their sequence numbers, decoded, handed to the publisher.
 *
 * <p>It outlives closings of the link, because a board disappears at every reset and comes back without a greeting that
 * somebody would have heard. After a longer absence somebody else may be at the port, so its name is forgotten, and its
 * counters too: the greeting of a board that counts from 1 as the last one did must not pass for a repetition.
 */
final class LinkIntake implements DeviceLink.Listener {

    private static final Logger LOG = Logger.getLogger(LinkIntake.class);

    /** Within this a board that went is taken for the same one when it is back. */
    private static final Duration SAME_BOARD = Duration.ofMinutes(1);

    /** A board that changes its name all the time is in the log once in this while. */
    private static final Duration GREETING_LOG_PAUSE = Duration.ofSeconds(10);

    private final String link;
    private final TelemetryPublisher telemetry;
    private final IngestMetrics metrics;
    private final InstantSource clock;
    private final BoardLink boards;
    private final Speaker speaker;
    private final boolean greet;
    private final MdpFrameReader reader = new MdpFrameReader();
    private final SequenceTracker sequence = new SequenceTracker();
    private final Repetitions repetitions = new Repetitions();
    private final LinkIdentity identity;
    private @Nullable Instant closedAt;
    private Instant nextGreetingLog = Instant.MIN;

    /**
     * @param boards told who is heard
     * @param speaker takes commands to the board, and acknowledges what it says
     * @param greet whether the board is asked for its name whenever the link opens
     */
    LinkIntake(
            String link,
            TelemetryPublisher telemetry,
            IngestMetrics metrics,
            InstantSource clock,
            BoardLink boards,
            Speaker speaker,
            boolean greet) {
        this.link = link;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.clock = clock;
        this.boards = boards;
        this.speaker = speaker;
        this.greet = greet;
        this.identity = new LinkIdentity(link);
    }

    @Override
    public void opened(DeviceLink.Line line) {
        metrics.linkOpened();
        if (closedAt != null && clock.instant().isAfter(closedAt.plus(SAME_BOARD))) {
            identity.reset();
            sequence.reset();
        }
        boards.opened(identity.current().deviceId());
        if (greet && !line.send(HelloCommand.encoded())) {
            LOG.debugf("device does not take the question for its name link=%s", link);
        }
        speaker.opened(line, identity.current().deviceId());
    }

    @Override
    public void received(byte[] buffer, int length) {
        if (length == buffer.length) {
            metrics.fullRead();
        }
        reader.feed(buffer, 0, length, this::take);
    }

    @Override
    public void closed() {
        metrics.linkClosed();
        reader.reset();
        closedAt = clock.instant();
        boards.closed(Absence.UNPLUGGED);
        speaker.closed();
    }

    private void take(MdpInput input) {
        switch (input) {
            case MdpFrame frame -> take(frame);
            case Rejection rejection -> rejected(rejection);
            case TextLine _ -> metrics.textLine();
        }
    }

    private void rejected(Rejection rejection) {
        metrics.rejected(rejection.reason());
        boards.rejected(rejection.reason().label());
        if (LOG.isDebugEnabled()) {
            LOG.debugf("frame rejected link=%s: %s", link, rejection.message());
        }
    }

    private void take(MdpFrame frame) {
        metrics.valid();
        SequenceVerdict verdict = sequence.judge(frame);
        metrics.sequence(verdict);
        Runnable safe = speaker.received(frame, verdict);
        if (!verdict.accepted()) {
            boards.frame(identity.current().deviceId(), verdict);
            return;
        }
        MdpMessage message = MdpMessage.of(frame);
        speaker.heard(frame, message);
        if (message instanceof MdpMessage.Hello hello) {
            greeted(hello);
        }
        String deviceId = identity.current().deviceId();
        boards.frame(deviceId, verdict);
        if (message.payload().kind() == PayloadKind.ENVELOPE) {
            metrics.envelope(message.payload().hash());
        }
        if (repetitions.isRepeated(message)) {
            metrics.repeated();
            boards.repeated(deviceId);
            safe.run();
        } else {
            if (isMeasurement(message)) {
                boards.measured(deviceId);
            }
            telemetry.publish(identity.current(), message, safe);
        }
    }

    private static boolean isMeasurement(MdpMessage message) {
        return message instanceof MdpMessage.Telemetry
                || message instanceof MdpMessage.DroneTelemetry
                || message instanceof MdpMessage.WifiSense;
    }

    private void greeted(MdpMessage.Hello hello) {
        String formerId = identity.current().deviceId();
        switch (identity.greeted(hello)) {
            case CHANGED -> {
                logConnected(identity.current());
                speaker.named(identity.current().deviceId());
                boards.renamed(formerId, identity.current().deviceId(), profile(hello));
            }
            case CONFIRMED -> boards.greeted(formerId, profile(hello));
            case REFUSED -> metrics.greetingRefused();
            case ANONYMOUS -> {}
        }
    }

    private BoardProfile profile(MdpMessage.Hello hello) {
        return BoardProfile.of(identity.current(), hello.payload().body());
    }

    private void logConnected(DeviceIdentity device) {
        Instant now = clock.instant();
        if (!now.isBefore(nextGreetingLog)) {
            nextGreetingLog = now.plus(GREETING_LOG_PAUSE);
            LOG.infof(
                    "device connected device=%s link=%s firmware=%s role=%s",
                    device.deviceId(),
                    link,
                    device.firmwareVersion().orElse("unknown"),
                    device.role().orElse("unknown"));
        }
    }
}
