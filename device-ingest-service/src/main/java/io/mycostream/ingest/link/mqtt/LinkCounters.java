package io.mycostream.ingest.link.mqtt;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What a link counts from its start. Safe for use by many threads. */
public final class LinkCounters {

    /** Why a client was not let in, or was ended, or was denied something. */
    public enum Refusal {
        /** Name or password is wrong or missing. */
        CREDENTIALS,
        /** As many clients as permitted are there. */
        CLIENTS,
        /** It publishes faster than permitted. */
        RATE,
        /** It has more unacknowledged messages under way than permitted, or does not read what it is answered. */
        IN_FLIGHT,
        /** It sent something that is no MQTT, or a packet larger than permitted. */
        PROTOCOL,
        /** It wanted to subscribe to something that is no command topic, or to too many. */
        SUBSCRIPTION;

        /** The reason as metrics spell it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final LongAdder received = new LongAdder();
    private final LongAdder acknowledged = new LongAdder();
    private final LongAdder connected = new LongAdder();
    private final LongAdder interrupted = new LongAdder();
    private final LongAdder unsettled = new LongAdder();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<Refusal, LongAdder> refusals = new EnumMap<>(Refusal.class);

    /** Counts from zero. */
    public LinkCounters() {
        for (Refusal refusal : Refusal.values()) {
            refusals.put(refusal, new LongAdder());
        }
    }

    void receive() {
        received.increment();
    }

    void acknowledge() {
        acknowledged.increment();
    }

    void connect() {
        connected.increment();
        open.incrementAndGet();
    }

    void disconnect() {
        open.decrementAndGet();
    }

    void interrupt() {
        interrupted.increment();
    }

    void giveUpWaiting() {
        unsettled.increment();
    }

    void refuse(Refusal refusal) {
        Objects.requireNonNull(refusals.get(refusal)).increment();
    }

    /** Messages that arrived, repetitions included. */
    public long received() {
        return received.sum();
    }

    /** Messages acknowledged. */
    public long acknowledged() {
        return acknowledged.sum();
    }

    /** Connections made. */
    public long connected() {
        return connected.sum();
    }

    /** Attempts to connect that failed, and connections that ended without our wish. */
    public long interrupted() {
        return interrupted.sum();
    }

    /** Connections given up because a message on them was not settled for too long. */
    public long unsettled() {
        return unsettled.sum();
    }

    /** Connections that are open now. */
    public int open() {
        return open.get();
    }

    /** Clients, subscriptions or messages refused for this reason. */
    public long refused(Refusal refusal) {
        return Objects.requireNonNull(refusals.get(refusal)).sum();
    }
}
