package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** What the broker has counted since the start. Written on its context, read by whoever shows metrics. */
public final class BrokerCounters {

    private static final Logger LOG = Logger.getLogger(BrokerCounters.class);

    private final InstantSource clock;
    private final Consumer<Duration> lag;
    private final LongAdder malformed = new LongAdder();
    private final LongAdder oversize = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder filled = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder entered = new LongAdder();
    private final LongAdder unentered = new LongAdder();
    private final LongAdder forgotten = new LongAdder();
    private final Map<GapReason, LongAdder> gaps = new EnumMap<>(GapReason.class);

    /** Whether the trouble of its kind has been told; once is enough until it is over. */
    private boolean complainedOfReading;

    private boolean complainedOfEntering;

    private boolean complainedOfKeeping;

    /**
     * Creates counters at zero.
     *
     * @param clock compared with the publishers' clocks
     * @param lag told for each live publication how long ago its publisher says it was published; not negative
     */
    public BrokerCounters(InstantSource clock, Consumer<Duration> lag) {
        this.clock = clock;
        this.lag = lag;
        for (GapReason reason : GapReason.values()) {
            gaps.put(reason, new LongAdder());
        }
    }

    /** Messages that were no JSON object, or an envelope without an object in it. */
    public long malformed() {
        return malformed.sum();
    }

    /** Messages larger than the limit. */
    public long oversize() {
        return oversize.sum();
    }

    /** Publications whose handling ended in an error of ours. */
    public long failed() {
        return failed.sum();
    }

    /** Publications that did not arrive, and were taken from the history. */
    public long filled() {
        return filled.sum();
    }

    /** Gaps in channels that could not be filled. */
    public long gaps(GapReason reason) {
        return Objects.requireNonNull(gaps.get(reason)).sum();
    }

    /** Histories that could not be read when they were needed. */
    public long unreadable() {
        return unreadable.sum();
    }

    /** Publications without a position that this node entered into a history. */
    public long entered() {
        return entered.sum();
    }

    /** Publications without a position that this node could not enter into a history. */
    public long unentered() {
        return unentered.sum();
    }

    /** Histories of channels to which nobody listened that this node had no room for. */
    public long forgotten() {
        return forgotten.sum();
    }

    void historyForgotten() {
        forgotten.increment();
    }

    void received(Publication publication) {
        try {
            Duration since = Duration.between(Instant.parse(publication.timestamp()), clock.instant());
            lag.accept(since.isNegative() ? Duration.ZERO : since);
        } catch (DateTimeException _) {
            // written without a zone, or otherwise: nobody knows when that was
        }
    }

    void malformed(String channel, String why) {
        malformed.increment();
        LOG.debugf("message refused channel=%s: %s", channel, why);
    }

    void tooLarge() {
        oversize.increment();
    }

    void failed(String channel, RuntimeException wrong) {
        failed.increment();
        LOG.errorf(wrong, "publication could not be handled channel=%s", channel);
    }

    void filled(int publications) {
        filled.add(publications);
    }

    void gap(GapReason reason) {
        Objects.requireNonNull(gaps.get(reason)).increment();
    }

    void historyUnreadable(String channel, Throwable why) {
        unreadable.increment();
        if (!complainedOfReading) {
            complainedOfReading = true;
            LOG.warnf("history cannot be read, clients are told of a gap channel=%s: %s", channel, why.getMessage());
        }
    }

    void entered(boolean byUs) {
        if (byUs) {
            entered.increment();
        }
        complainedOfEntering = false;
    }

    void notEntered(String channel, Throwable why) {
        unentered.increment();
        if (!complainedOfEntering) {
            complainedOfEntering = true;
            LOG.warnf("publications cannot be entered into the history channel=%s: %s", channel, why.getMessage());
        }
    }

    /** A history may end sooner than this node promises; it is told again with the channel's next publication. */
    void notKept(String channel, Throwable why) {
        if (!complainedOfKeeping) {
            complainedOfKeeping = true;
            LOG.warnf("history may end too soon channel=%s: %s", channel, why.getMessage());
        }
    }

    void historyRead() {
        complainedOfKeeping = false;
        complainedOfReading = false;
    }
}
