package io.mycostream.ingest.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.mdp.EnvelopeHash;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.ingest.mdp.Rejection;
import io.mycostream.ingest.text.TextClass;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** What the ingest counts, all of it from the start, so that a rate can be asked for before the first event. */
@Singleton
public class IngestMetrics {

    /** The forms that what happens on boards is told in. */
    private static final List<PayloadKind> EVENT_KINDS =
            List.of(PayloadKind.JSON, PayloadKind.ENVELOPE, PayloadKind.CMD_RESULT, PayloadKind.DRONE_MISSION_STATUS);

    private final MeterRegistry registry;
    private final Counter validFrames;
    private final Counter failures;
    private final Map<Rejection.Reason, Counter> rejections = new EnumMap<>(Rejection.Reason.class);
    private final Map<EnvelopeHash, Counter> envelopes = new EnumMap<>(EnvelopeHash.class);
    private final Map<PayloadKind, Counter> events = new EnumMap<>(PayloadKind.class);
    private final Counter gaps;
    private final Counter missing;
    private final Counter late;
    private final Counter duplicates;
    private final Counter restarts;
    private final Map<TextClass, Counter> textLines = new EnumMap<>(TextClass.class);
    private final Counter radioHeard;
    private final Counter radioMissing;
    private final Counter refusedGreetings;
    private final Counter fullReads;
    private final AtomicInteger openLinks = new AtomicInteger();

    /** Registers everything. */
    public IngestMetrics(MeterRegistry registry) {
        this.registry = registry;
        validFrames = frames("valid");
        failures = Counter.builder("ingest.failures")
                .description("Frames and lines of text that are lost because this service failed over them")
                .register(registry);
        for (Rejection.Reason reason : Rejection.Reason.values()) {
            rejections.put(reason, frames(reason.label()));
        }
        for (EnvelopeHash hash : EnvelopeHash.values()) {
            envelopes.put(hash, envelopes(hash.name().toLowerCase(Locale.ROOT)));
        }
        for (PayloadKind kind : EVENT_KINDS) {
            events.put(kind, events(kind.label()));
        }
        gaps = sequence("gap");
        missing = sequence("missing");
        late = sequence("late");
        duplicates = sequence("duplicate");
        restarts = sequence("restart");
        for (TextClass textClass : TextClass.values()) {
            textLines.put(textClass, textLines(textClass.label()));
        }
        radioHeard = radio("heard");
        radioMissing = radio("missing");
        refusedGreetings = Counter.builder("ingest.greetings.refused")
                .description("Greetings and lines of text whose device id cannot be used")
                .register(registry);
        fullReads = Counter.builder("ingest.reads.full")
                .description("Readings of a link that found as much as one may take: more is waiting, and may get lost")
                .register(registry);
        Gauge.builder("ingest.links.open", openLinks, AtomicInteger::get)
                .description("Device links that are open now")
                .register(registry);
    }

    private Counter frames(String outcome) {
        return Counter.builder("ingest.frames")
                .description("Frames read from device links, good ones and those refused by reason")
                .tag("outcome", outcome)
                .register(registry);
    }

    private Counter envelopes(String hash) {
        return Counter.builder("ingest.envelopes")
                .description("Durable envelopes by what their hash says; one that differs was damaged on the board")
                .tag("hash", hash)
                .register(registry);
    }

    private Counter events(String kind) {
        return Counter.builder("ingest.events")
                .description("What boards told of that happened to them, an emergency stop for example, by its form")
                .tag("kind", kind)
                .register(registry);
    }

    private Counter textLines(String textClass) {
        return Counter.builder("ingest.text.lines")
                .description("Lines of console text heard between frames or instead of them, by what they are")
                .tag("class", textClass)
                .register(registry);
    }

    private Counter radio(String event) {
        return Counter.builder("ingest.radio.frames")
                .description("Frames that LoRa gateways report to have received, and those missing between them")
                .tag("event", event)
                .register(registry);
    }

    private Counter sequence(String event) {
        return Counter.builder("ingest.sequence")
                .description(
                        "What sequence numbers tell: gaps and the frames missing in them, late, repeated, counting anew")
                .tag("event", event)
                .register(registry);
    }

    void linkOpened() {
        openLinks.incrementAndGet();
    }

    /** Serial ports that are open now. */
    int openLinks() {
        return openLinks.get();
    }

    void linkClosed() {
        openLinks.decrementAndGet();
    }

    void fullRead() {
        fullReads.increment();
    }

    void failed() {
        failures.increment();
    }

    void valid() {
        validFrames.increment();
    }

    void rejected(Rejection.Reason reason) {
        Objects.requireNonNull(rejections.get(reason)).increment();
    }

    void text(TextClass textClass) {
        Objects.requireNonNull(textLines.get(textClass)).increment();
    }

    void radioFrame(int missingBefore) {
        radioHeard.increment();
        radioMissing.increment(missingBefore);
    }

    void sequence(SequenceVerdict verdict) {
        switch (verdict) {
            case SequenceVerdict.InOrder _ -> {}
            case SequenceVerdict.Gap(int frames) -> {
                gaps.increment();
                missing.increment(frames);
            }
            case SequenceVerdict.Late _ -> late.increment();
            case SequenceVerdict.Duplicate _ -> duplicates.increment();
            case SequenceVerdict.Restart _ -> restarts.increment();
        }
    }

    void repeated() {
        duplicates.increment();
    }

    void envelope(EnvelopeHash hash) {
        Objects.requireNonNull(envelopes.get(hash)).increment();
    }

    void event(PayloadKind kind) {
        Objects.requireNonNull(events.get(kind)).increment();
    }

    void greetingRefused() {
        refusedGreetings.increment();
    }
}
