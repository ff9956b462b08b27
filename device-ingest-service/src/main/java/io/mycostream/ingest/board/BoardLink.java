package io.mycostream.ingest.board;

import io.mycostream.ingest.device.SequenceVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is heard on one link, told by whoever listens there: a serial line, with one board at a time, or a broker, with any
 * number. Got from {@link BoardRegistry#link}.
 *
 * <p>May be called by many threads; no call waits for more than a moment. Device ids are those that publications carry. A
 * board beyond the registry's limit is passed over and counted, nothing fails.
 */
public final class BoardLink {

    private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

    private final BoardRegistry registry;
    private final String name;
    private final Transport transport;

    // guarded by the registry's lock, as the boards are
    private final Map<String, Long> rejected = new HashMap<>();
    private final ChangeBudget budget = new ChangeBudget();
    private Instant nextUntoldLog = Instant.MIN;
    private boolean open;

    BoardLink(BoardRegistry registry, String name, Transport transport) {
        this.registry = registry;
        this.name = name;
        this.transport = transport;
    }

    /** Boards can be heard here from now on; which ones, nobody knows yet. */
    public void opened() {
        registry.locked(now -> open = true);
    }

    /**
     * A board can be heard here from now on.
     *
     * @param expected who it will be until it says otherwise: shown as {@link Absence#NOT_HEARD} until it speaks
     */
    public void opened(String expected) {
        registry.locked(now -> {
            open = true;
            registry.sighting(expected, this, now);
        });
    }

    /** Something came from this board that could be understood. It is online, if it was not. */
    public void heard(String deviceId) {
        registry.locked(now -> {
            Sighting sighting = registry.sighting(deviceId, this, now);
            if (sighting != null) {
                registry.heard(sighting, now, Optional.empty());
            }
        });
    }

    /** A frame came from this board, or a message with a number; {@link #heard} is part of it. */
    public void frame(String deviceId, SequenceVerdict verdict) {
        registry.locked(now -> {
            Sighting sighting = registry.sighting(deviceId, this, now);
            if (sighting != null) {
                registry.heard(sighting, now, Optional.empty());
                sighting.count(verdict);
            }
        });
    }

    /** What was heard last was a measurement, and it is published. */
    public void measured(String deviceId) {
        counted(deviceId, Sighting::countMeasurement);
    }

    /** What was heard last had come before, in another frame. */
    public void repeated(String deviceId) {
        counted(deviceId, Sighting::countRepetition);
    }

    /** The run of the counter that this board's frames belong to; any text that changes when it counts anew. */
    public void counting(String deviceId, String epoch) {
        counted(deviceId, sighting -> sighting.sequenceEpoch = epoch);
    }

    private void counted(String deviceId, java.util.function.Consumer<Sighting> count) {
        registry.locked(now -> {
            Sighting sighting = registry.known(deviceId, this);
            if (sighting != null) {
                count.accept(sighting);
            }
        });
    }

    /** A board told who it is; {@link #heard} is part of it. */
    public void greeted(String deviceId, BoardProfile profile) {
        registry.locked(now -> {
            Sighting sighting = registry.sighting(deviceId, this, now);
            if (sighting != null) {
                registry.greeted(sighting, profile, now);
            }
        });
    }

    /**
     * The board that was taken for one is another, on a link with one board at a time. The former goes, as {@link
     * Absence#RENAMED}; one of which nothing was ever heard is forgotten. {@link #greeted} is part of it.
     */
    public void renamed(String formerId, String deviceId, BoardProfile profile) {
        if (formerId.equals(deviceId)) {
            greeted(deviceId, profile);
        } else {
            registry.locked(now -> registry.renamed(this, formerId, deviceId, profile, now));
        }
    }

    /** A chunk came that is no frame, and nobody can tell whose it was. */
    public void rejected(String reason) {
        registry.locked(now -> rejected.merge(reason, 1L, Long::sum));
    }

    /** A board has gone. Nothing happens when it was not there. */
    public void gone(String deviceId, Absence reason) {
        registry.locked(now -> {
            Sighting sighting = registry.known(deviceId, this);
            if (sighting != null && sighting.online()) {
                registry.offline(sighting, reason, now);
            }
        });
    }

    /** Returns whether a board is there: heard, and not known to have gone. */
    public boolean isThere(String deviceId) {
        return registry.isOnline(deviceId, this);
    }

    /** The link has gone, and with it every board on it. */
    public void closed(Absence reason) {
        registry.locked(now -> {
            open = false;
            registry.linkClosed(this, reason, now);
        });
    }

    /** Whoever is heard is heard on an open link, also where nobody says when it opens, as at a broker. */
    void heardOn() {
        open = true;
    }

    /**
     * Whether one more change of any board here may be told now; counts it. At a port there is one board at a time: names that
     * come and go there are damage, for text has no sum. At a broker every board may come and go once.
     */
    boolean mayTell(Instant now, BoardLimits limits) {
        int perMinute = transport == Transport.MQTT
                ? Math.max(2 * limits.boards(), limits.changesPerMinute())
                : limits.changesPerMinute();
        return budget.mayTell(now, perMinute);
    }

    /** Whether it is time to say once more that changes here are not told one by one. */
    boolean mayLogUntold(Instant now) {
        if (now.isBefore(nextUntoldLog)) {
            return false;
        }
        nextUntoldLog = now.plus(LOG_PAUSE);
        return true;
    }

    String name() {
        return name;
    }

    Transport transport() {
        return transport;
    }

    boolean isOpen() {
        return open;
    }

    Map<String, Long> rejectedByReason() {
        return rejected;
    }
}
