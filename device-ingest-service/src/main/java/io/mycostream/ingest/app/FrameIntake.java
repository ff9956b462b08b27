package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardLink;
import io.mycostream.ingest.command.Speaker;
import io.mycostream.ingest.device.FrameId;
import io.mycostream.ingest.device.SequenceTracker;
import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.ingest.telemetry.BoardEvents;
import io.mycostream.ingest.telemetry.Repetitions;
import io.mycostream.ingest.telemetry.TelemetryPublisher;

/** The way of one link's frames: judged by their sequence numbers, decoded, handed to the publishers. */
final class FrameIntake {

    private final String link;
    private final Acquaintance acquaintance;
    private final TelemetryPublisher telemetry;
    private final BoardEvents events;
    private final BoardLink boards;
    private final Speaker speaker;
    private final IngestMetrics metrics;
    private final SequenceTracker sequence;
    private final Repetitions repetitions = new Repetitions();
    private final SafeFrames safeFrames = new SafeFrames();
    private boolean heard;

    /**
     * @param acquaintance who is heard on the link; greetings change it
     */
    FrameIntake(String link, Acquaintance acquaintance, LinkParts parts, BoardLink boards, Speaker speaker) {
        this.link = link;
        this.acquaintance = acquaintance;
        this.telemetry = parts.telemetry();
        this.events = parts.events();
        this.boards = boards;
        this.speaker = speaker;
        this.metrics = parts.metrics();
        this.sequence = new SequenceTracker(link, parts.counters());
    }

    /** Whether frames came since {@link #reset}. */
    boolean isHeard() {
        return heard;
    }

    /** Somebody else may be at the port, and the greeting of a board that counts from 1 must not pass for a repetition. */
    void reset() {
        sequence.reset();
        speaker.forget();
        heard = false;
    }

    void take(MdpFrame frame) {
        heard = true;
        metrics.valid();
        SequenceVerdict verdict = sequence.judge(frame);
        metrics.sequence(verdict);
        Runnable safe = speaker.received(frame, verdict);
        if (!verdict.accepted()) {
            boards.frame(acquaintance.deviceId(), verdict);
            if (Speaker.isRepeatedUntilSafe(frame)) {
                publishAgain(MdpMessage.of(frame), safe);
            }
            return;
        }
        MdpMessage message = MdpMessage.of(frame);
        speaker.heard(frame, message);
        if (message instanceof MdpMessage.Hello hello) {
            acquaintance.greeted(hello);
        }
        boards.frame(acquaintance.deviceId(), verdict);
        boards.counting(acquaintance.deviceId(), sequence.lastEpoch());
        if (message.payload().kind() == PayloadKind.ENVELOPE) {
            metrics.envelope(message.payload().hash());
        }
        if (!repetitions.isRepeated(message)) {
            publish(message, safe, frame);
            return;
        }
        metrics.repeated();
        boards.repeated(acquaintance.deviceId());
        if (Speaker.isRepeatedUntilSafe(frame)) {
            publishAgain(message, safe);
        }
    }

    private void publish(MdpMessage message, Runnable safe, MdpFrame frame) {
        if (isMeasurement(message)) {
            boards.measured(acquaintance.deviceId());
        }
        if (BoardEvents.isEvent(message)) {
            metrics.event(message.payload().kind());
        }
        FrameId id = idOf(message);
        hand(message, id, Speaker.isRepeatedUntilSafe(frame) ? () -> isSafe(id, safe) : safe);
    }

    /** What is not safe yet may have been lost here, and has another chance: by its id it is published once at most. */
    private void publishAgain(MdpMessage message, Runnable safe) {
        FrameId id = idOf(message);
        if (safeFrames.contains(id)) {
            safe.run();
        } else {
            hand(message, id, () -> isSafe(id, safe));
        }
    }

    private void hand(MdpMessage message, FrameId id, Runnable held) {
        if (BoardEvents.isEvent(message)) {
            events.publish(acquaintance.deviceId(), link, message.payload(), id, held);
        } else {
            telemetry.publish(acquaintance.current(), message, id, held);
        }
    }

    /** A frame that came ten times meanwhile is acknowledged once. */
    private void isSafe(FrameId id, Runnable safe) {
        if (safeFrames.add(id)) {
            safe.run();
        }
    }

    private FrameId idOf(MdpMessage message) {
        return Repetitions.nameOf(message)
                .map(name -> FrameId.ofEnvelope(link, name))
                .orElseGet(sequence::lastId);
    }

    private static boolean isMeasurement(MdpMessage message) {
        return message instanceof MdpMessage.Telemetry
                || message instanceof MdpMessage.DroneTelemetry
                || message instanceof MdpMessage.WifiSense;
    }
}
