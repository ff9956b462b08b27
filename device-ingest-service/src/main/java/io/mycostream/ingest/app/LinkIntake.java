package io.mycostream.ingest.app;

import io.mycostream.ingest.board.Absence;
import io.mycostream.ingest.board.BoardLink;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.ingest.device.HelloCommand;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.Rejection;
import io.mycostream.ingest.mdp.TextLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way of one link's bytes: cut into frames and lines of text, each of which goes its own way.
 *
 * <p>It outlives closings of the link, because a board disappears at every reset and comes back without a greeting that
 * somebody would have heard. After a longer absence somebody else may be at the port, so its name is forgotten, and its
 * counters too: the greeting of a board that counts from 1 as the last one did must not pass for a repetition.
 */
final class LinkIntake implements DeviceLink.Listener {

    private static final Logger LOG = Logger.getLogger(LinkIntake.class);

    /** Within this a board that went is taken for the same one when it is back. */
    private static final Duration SAME_BOARD = Duration.ofMinutes(1);

    /** A board may repeat what we fail over all the time. */
    private static final Duration FAILURE_LOG_PAUSE = Duration.ofSeconds(10);

    private final String link;
    private final Acquaintance acquaintance;
    private final FrameIntake frames;
    private final TextIntake text;
    private final BoardLink boards;
    private final Speaker speaker;
    private final IngestMetrics metrics;
    private final InstantSource clock;
    private final boolean greet;
    private final MdpFrameReader reader = new MdpFrameReader();
    private @Nullable Instant closedAt;
    private Instant nextFailureLog = Instant.MIN;

    /**
     * @param boards told who is heard
     * @param speaker takes commands to the board, and acknowledges what it says
     * @param greet whether the board is asked for its name whenever the link opens
     */
    LinkIntake(String link, LinkParts parts, BoardLink boards, Speaker speaker, boolean greet) {
        this.link = link;
        this.boards = boards;
        this.speaker = speaker;
        this.metrics = parts.metrics();
        this.clock = parts.clock();
        this.greet = greet;
        this.acquaintance = new Acquaintance(link, boards, speaker, metrics, clock);
        this.frames = new FrameIntake(link, acquaintance, parts, boards, speaker);
        this.text = new TextIntake(acquaintance, parts.telemetry(), boards, metrics);
    }

    @Override
    public void opened(DeviceLink.Line line) {
        metrics.linkOpened();
        if (closedAt != null && clock.instant().isAfter(closedAt.plus(SAME_BOARD))) {
            acquaintance.reset();
            frames.reset();
            text.reset();
        }
        boards.opened(acquaintance.deviceId());
        if (greet && !knowsTextOnly() && !line.send(HelloCommand.encoded())) {
            LOG.debugf("device does not take the question for its name link=%s", link);
        }
        speaker.opened(line, acquaintance.deviceId());
    }

    /** Whether a board that talks here has never sent a frame: the question for its name would be rubbish to it. */
    private boolean knowsTextOnly() {
        return text.isUnderstood() && !frames.isHeard();
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

    /** What we fail over must not cost what stands behind it: the port would be closed, and all that waits there lost. */
    private void take(MdpInput input) {
        try {
            switch (input) {
                case MdpFrame frame -> frames.take(frame);
                case TextLine line -> text.take(line);
                case Rejection rejection -> rejected(rejection);
            }
        } catch (RuntimeException e) {
            metrics.failed();
            logFailure(e);
        }
    }

    private void logFailure(RuntimeException e) {
        Instant now = clock.instant();
        if (!now.isBefore(nextFailureLog)) {
            nextFailureLog = now.plus(FAILURE_LOG_PAUSE);
            LOG.errorf(e, "a frame or a line of text is lost, this service failed over it link=%s", link);
        }
    }

    private void rejected(Rejection rejection) {
        metrics.rejected(rejection.reason());
        boards.rejected(rejection.reason().label());
        if (LOG.isDebugEnabled()) {
            LOG.debugf("frame rejected link=%s: %s", link, rejection.message());
        }
    }
}
