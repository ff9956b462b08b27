package io.mycostream.ingest.app;

import io.mycostream.ingest.device.LinkIdentity;
import io.mycostream.ingest.mdp.TextLine;
import io.mycostream.ingest.telemetry.TelemetryPublisher;
import io.mycostream.ingest.text.RadioSequence;
import io.mycostream.ingest.text.TextIdentity;
import io.mycostream.ingest.text.TextMessage;
import io.mycostream.ingest.text.TextReader;
import java.util.Optional;
import java.util.function.Consumer;

/** The way of one link's console text: understood, counted, its measurements handed to the publisher. */
final class TextIntake {

    private final LinkIdentity identity;
    private final TelemetryPublisher telemetry;
    private final IngestMetrics metrics;
    private final Consumer<LinkIdentity.Outcome> identified;
    private final RadioSequence radio = new RadioSequence();
    private boolean understood;

    /**
     * @param identity who is heard on the link; lines that name their sender change it
     * @param identified is told what such a line did to it
     */
    TextIntake(
            LinkIdentity identity,
            TelemetryPublisher telemetry,
            IngestMetrics metrics,
            Consumer<LinkIdentity.Outcome> identified) {
        this.identity = identity;
        this.telemetry = telemetry;
        this.metrics = metrics;
        this.identified = identified;
    }

    void take(TextLine line) {
        TextMessage message = TextReader.read(line.text());
        metrics.text(message.textClass());
        switch (message) {
            case TextMessage.Measurement measurement -> {
                understood = true;
                hear(measurement.sender());
                telemetry.publish(identity.current(), measurement.readings());
            }
            case TextMessage.Announcement announcement -> {
                understood = true;
                hear(announcement.sender());
            }
            case TextMessage.LinkHeader header -> {
                understood = true;
                metrics.radioFrame(radio.missingBefore(header));
            }
            case TextMessage.Answer _,
                    TextMessage.LinkStatus _,
                    TextMessage.OtherObject _,
                    TextMessage.Malformed _,
                    TextMessage.Noise _ -> {}
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

    private void hear(Optional<TextIdentity> sender) {
        sender.ifPresent(name -> identified.accept(identity.named(name.id(), name.firmwareVersion(), name.role())));
    }
}
