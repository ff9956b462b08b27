package io.mycostream.ingest.app;

import io.mycostream.ingest.board.BoardLink;
import io.mycostream.ingest.mdp.TextLine;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.ingest.text.RadioSequence;
import io.mycostream.ingest.text.TextIdentity;
import io.mycostream.ingest.text.TextMessage;
import io.mycostream.ingest.text.TextReader;
import java.util.Optional;
import java.util.UUID;

/** The way of one link's console text: understood, counted, its measurements handed to the publisher. */
final class TextIntake {

    private final Acquaintance acquaintance;
    private final TelemetryPublisher telemetry;
    private final BoardLink boards;
    private final IngestMetrics metrics;
    private final RadioSequence radio = new RadioSequence();
    private boolean understood;

    /**
     * @param acquaintance who is heard on the link; lines that name their sender change it
     */
    TextIntake(Acquaintance acquaintance, TelemetryPublisher telemetry, BoardLink boards, IngestMetrics metrics) {
        this.acquaintance = acquaintance;
        this.telemetry = telemetry;
        this.boards = boards;
        this.metrics = metrics;
    }

    void take(TextLine line) {
        TextMessage message = TextReader.read(line.text());
        metrics.text(message.textClass());
        switch (message) {
            case TextMessage.Measurement measurement -> {
                hear(measurement.sender());
                boards.measured(acquaintance.deviceId());
                // the same text may be said again, and be another measurement
                telemetry.publish(
                        acquaintance.deviceId(),
                        measurement.readings(),
                        UUID.randomUUID().toString(),
                        () -> {});
            }
            case TextMessage.Announcement announcement -> hear(announcement.sender());
            case TextMessage.LinkHeader header -> {
                hear(Optional.empty());
                metrics.radioFrame(radio.missingBefore(header));
            }
            case TextMessage.Answer _, TextMessage.LinkStatus _, TextMessage.OtherObject _ -> hear(Optional.empty());
            case TextMessage.Malformed _, TextMessage.Noise _ -> {}
        }
    }

    /** Whether somebody said something here that a program can use. */
    boolean isUnderstood() {
        return understood;
    }

    /** Forgets who was heard: somebody else may be at the port. */
    void reset() {
        understood = false;
        radio.reset();
    }

    /** A board that says what a program can use is there, whether or not there is something to publish. */
    private void hear(Optional<TextIdentity> sender) {
        understood = true;
        sender.ifPresent(acquaintance::named);
        boards.heard(acquaintance.deviceId());
    }
}
