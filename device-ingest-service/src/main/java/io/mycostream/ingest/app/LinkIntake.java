package io.mycostream.ingest.app;

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
    private final boolean greet;
    private final MdpFrameReader reader = new MdpFrameReader();
    private final SequenceTracker sequence = new SequenceTracker();
    private final Repetitions repetitions = new Repetitions();
    private final LinkIdentity identity;
    private final TextIntake text;
    private boolean framesHeard;
    private @Nullable Instant closedAt;
    private Instant nextGreetingLog = Instant.MIN;

    /**
     * @param greet whether the board is asked for its name whenever the link opens
     */
    LinkIntake(String link, TelemetryPublisher telemetry, IngestMetrics metrics, InstantSource clock, boolean greet) {
        this.link = link;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.clock = clock;
        this.greet = greet;
        this.identity = new LinkIdentity(link);
        this.text = new TextIntake(identity, telemetry, metrics, this::identified);
    }

    @Override
    public void opened(DeviceLink.Line line) {
        metrics.linkOpened();
        if (closedAt != null && clock.instant().isAfter(closedAt.plus(SAME_BOARD))) {
            identity.reset();
            sequence.reset();
            text.reset();
            framesHeard = false;
        }
        if (greet && !knowsTextOnly() && !line.send(HelloCommand.encoded())) {
            LOG.debugf("device does not take the question for its name link=%s", link);
        }
    }

    @Override
    public void received(byte[] buffer, int length) {
        reader.feed(buffer, 0, length, this::take);
    }

    @Override
    public void closed() {
        metrics.linkClosed();
        reader.reset();
        closedAt = clock.instant();
    }

    private void take(MdpInput input) {
        switch (input) {
            case MdpFrame frame -> take(frame);
            case Rejection rejection -> rejected(rejection);
            case TextLine line -> text.take(line);
        }
    }

    private void rejected(Rejection rejection) {
        metrics.rejected(rejection.reason());
        if (LOG.isDebugEnabled()) {
            LOG.debugf("frame rejected link=%s: %s", link, rejection.message());
        }
    }

    private void take(MdpFrame frame) {
        metrics.valid();
        framesHeard = true;
        SequenceVerdict verdict = sequence.judge(frame);
        metrics.sequence(verdict);
        if (!verdict.accepted()) {
            return;
        }
        MdpMessage message = MdpMessage.of(frame);
        if (message instanceof MdpMessage.Hello hello) {
            greeted(hello);
        }
        if (message.payload().kind() == PayloadKind.ENVELOPE) {
            metrics.envelope(message.payload().hash());
        }
        if (repetitions.isRepeated(message)) {
            metrics.repeated();
        } else {
            telemetry.publish(identity.current(), message);
        }
    }

    private void greeted(MdpMessage.Hello hello) {
        identified(identity.greeted(hello));
    }

    /** Whether a board that talks here has never sent a frame: the question for its name would be rubbish to it. */
    private boolean knowsTextOnly() {
        return text.isUnderstood() && !framesHeard;
    }

    private void identified(LinkIdentity.Outcome outcome) {
        switch (outcome) {
            case CHANGED -> logConnected(identity.current());
            case REFUSED -> metrics.greetingRefused();
            case CONFIRMED, ANONYMOUS -> {}
        }
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
