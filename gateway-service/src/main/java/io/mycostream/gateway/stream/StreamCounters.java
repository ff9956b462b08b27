package io.mycostream.gateway.stream;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the core has counted since the start. Written by the event loops, read by whoever shows metrics. */
public final class StreamCounters {

    private final Map<Transport, LongAdder> open = perTransport();
    private final Map<Transport, LongAdder> delivered = perTransport();
    private final Map<CloseReason, LongAdder> ended = new EnumMap<>(CloseReason.class);
    private final Map<Recovery.Verdict, LongAdder> recoveries = new EnumMap<>(Recovery.Verdict.class);
    private final Map<GapReason, LongAdder> gaps = new EnumMap<>(GapReason.class);
    private final LongAdder recovered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder untranslatable = new LongAdder();
    private final LongAdder overflowed = new LongAdder();
    private final LongAdder loopOverloaded = new LongAdder();
    private final LongAdder slowConsumers = new LongAdder();
    private final LongAdder misunderstood = new LongAdder();
    private final LongAdder outboxBytes = new LongAdder();

    public StreamCounters() {
        for (CloseReason reason : CloseReason.values()) {
            ended.put(reason, new LongAdder());
        }
        for (Recovery.Verdict verdict : Recovery.Verdict.values()) {
            recoveries.put(verdict, new LongAdder());
        }
        for (GapReason reason : GapReason.values()) {
            gaps.put(reason, new LongAdder());
        }
    }

    private static Map<Transport, LongAdder> perTransport() {
        Map<Transport, LongAdder> adders = new EnumMap<>(Transport.class);
        for (Transport transport : Transport.values()) {
            adders.put(transport, new LongAdder());
        }
        return adders;
    }

    private static LongAdder of(Map<Transport, LongAdder> adders, Transport transport) {
        return Objects.requireNonNull(adders.get(transport));
    }

    /** Sessions open now. */
    public long open(Transport transport) {
        return of(open, transport).sum();
    }

    /** Publications handed to connections, one count per publication and connection. */
    public long delivered(Transport transport) {
        return of(delivered, transport).sum();
    }

    /** Sessions ended for this reason. */
    public long ended(CloseReason reason) {
        return Objects.requireNonNull(ended.get(reason)).sum();
    }

    /** Clients let in with this verdict on what they missed. */
    public long recoveries(Recovery.Verdict verdict) {
        return Objects.requireNonNull(recoveries.get(verdict)).sum();
    }

    /** Gaps that clients could have been told of, one count per gap and connection. */
    public long gaps(GapReason reason) {
        return Objects.requireNonNull(gaps.get(reason)).sum();
    }

    /** Publications handed to returning clients from the history. */
    public long recovered() {
        return recovered.sum();
    }

    /** Publications on which a dialect failed, one count per publication and dialect. */
    public long failed() {
        return failed.sum();
    }

    /** Publications received from the broker. */
    public long received() {
        return received.sum();
    }

    /** Publications that a dialect could make nothing of. */
    public long untranslatable() {
        return untranslatable.sum();
    }

    /** Publications that gave way in the outbox of a slow consumer, one count per publication and connection. */
    public long overflowed() {
        return overflowed.sum();
    }

    /** Publications that an event loop could not take in time, one count per publication and loop. */
    public long loopOverloaded() {
        return loopOverloaded.sum();
    }

    /** Connections whose outbox was full at least once. */
    public long slowConsumers() {
        return slowConsumers.sum();
    }

    /** Frames of clients that their dialect did not understand. */
    public long misunderstood() {
        return misunderstood.sum();
    }

    /** What that which waits in all outboxes costs this process now, in bytes. */
    public long outboxBytes() {
        return outboxBytes.sum();
    }

    void sessionOpened(Transport transport) {
        of(open, transport).increment();
    }

    void sessionEnded(Transport transport, CloseReason reason) {
        of(open, transport).decrement();
        Objects.requireNonNull(ended.get(reason)).increment();
    }

    void publicationsDelivered(Transport transport, long count) {
        of(delivered, transport).add(count);
    }

    void joined(Recovery recovery) {
        Objects.requireNonNull(recoveries.get(recovery.verdict())).increment();
    }

    void gap(GapReason reason) {
        Objects.requireNonNull(gaps.get(reason)).increment();
    }

    void publicationRecovered() {
        recovered.increment();
    }

    void publicationFailed() {
        failed.increment();
    }

    void publicationReceived() {
        received.increment();
    }

    void publicationUntranslatable() {
        untranslatable.increment();
    }

    void publicationsOverflowed(long count) {
        overflowed.add(count);
    }

    void publicationOverloadedLoop() {
        loopOverloaded.increment();
    }

    void slowConsumer() {
        slowConsumers.increment();
    }

    void outboxBytes(long more) {
        outboxBytes.add(more);
    }

    void frameMisunderstood() {
        misunderstood.increment();
    }
}
