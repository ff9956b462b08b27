package io.mycostream.ingest.board;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The boards of this process, by device id and link.
 *
 * <p>One id on two links is two boards until the opposite is known: ids of MycoBrain boards come from the vendor part of a
 * MAC address, so that boards of one batch share them. Both are kept, each with its own counts.
 *
 * <p>Bounded, because a noisy line or a hostile client may invent ids: when there is no room, the board that has been away
 * for longest is forgotten; when all are there, the new one is passed over and counted.
 */
public final class BoardRegistry {

    private static final Logger LOG = Logger.getLogger(BoardRegistry.class);

    private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

    /** Names that a board had on a link before it was called otherwise, and that are listed. */
    private static final int FORMER_NAMES = 8;

    private final BoardLimits limits;
    private final InstantSource clock;
    private final ChangeTelling telling;

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, KnownBoard> boards = new TreeMap<>();
    private final Map<String, BoardLink> links = new HashMap<>();
    private int sightings;
    private boolean stopping;
    private long refused;
    private Instant nextRefusalLog = Instant.MIN;

    /** Nobody was found who could be forgotten, and nobody has gone since: spares a search for each invented id. */
    private boolean allAreThere;

    private Elsewhere elsewhere = Elsewhere.NOTHING;

    /**
     * Creates a registry that knows nobody.
     *
     * @param changes told of each change, in order, on the thread that caused it; must neither wait nor call back
     */
    public BoardRegistry(BoardLimits limits, InstantSource clock, Consumer<BoardChange> changes) {
        this.limits = limits;
        this.clock = clock;
        this.telling = new ChangeTelling(limits, changes);
    }

    /** The boards on a link; the same object for the same name, so that counts survive its closing. */
    public BoardLink link(String name, Transport transport) {
        lock.lock();
        try {
            return links.computeIfAbsent(name, unknown -> new BoardLink(this, name, transport));
        } finally {
            lock.unlock();
        }
    }

    /** From now on boards go because this process stops, whatever is said of their links. */
    public void stopping() {
        locked(now -> stopping = true);
    }

    /** From now on this is what other processes know. */
    void consider(Elsewhere known) {
        locked(now -> elsewhere = known);
    }

    /** Lets go of boards that are silent for too long, forgets those that are away for too long. Called now and then. */
    public void look() {
        locked(now -> {
            List<Sighting> all = all();
            // who is there comes first, where not all that is untold may be told
            all.sort(Comparator.comparing(sighting -> !sighting.online()));
            for (Sighting sighting : all) {
                Instant here = sighting.lastHeard;
                if (sighting.online() && here != null && elsewhere.hasLeft(sighting, here)) {
                    offline(sighting, Absence.LAST_WILL, now);
                } else if (sighting.online() && here != null && isSilent(sighting, here, now)) {
                    offline(sighting, Absence.SILENT, now);
                } else if (sighting.untold) {
                    telling.makeUp(boardOf(sighting), sighting, now);
                } else if (isForgettable(sighting) && !now.isBefore(sighting.since.plus(limits.memory()))) {
                    forget(sighting);
                }
            }
            allAreThere = false;
        });
    }

    private boolean isSilent(Sighting sighting, Instant here, Instant now) {
        return !now.isBefore(elsewhere.lastHeard(sighting, here).plus(limits.silence()));
    }

    /** Every board, by device id. */
    public List<Board> boards() {
        lock.lock();
        try {
            return boards.values().stream().map(KnownBoard::snapshot).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The board with this id. */
    public Optional<Board> board(String deviceId) {
        lock.lock();
        try {
            return Optional.ofNullable(boards.get(deviceId)).map(KnownBoard::snapshot);
        } finally {
            lock.unlock();
        }
    }

    /** How many device ids are in this state. */
    public long count(BoardState state) {
        lock.lock();
        try {
            return boards.values().stream()
                    .filter(board -> board.state() == state)
                    .count();
        } finally {
            lock.unlock();
        }
    }

    /** How often a device id was heard on one more link while it was heard on another. */
    public long conflicts() {
        return read(telling::conflicts);
    }

    /** How often something was heard of a board for which there was no room. */
    public long refused() {
        return read(() -> refused);
    }

    /** How many changes were not told one by one, because there were too many of one board. */
    public long untold() {
        return read(telling::untold);
    }

    private long read(java.util.function.LongSupplier value) {
        lock.lock();
        try {
            return value.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    boolean isOnline(String deviceId, BoardLink link) {
        lock.lock();
        try {
            Sighting known = known(deviceId, link);
            return known != null && known.online();
        } finally {
            lock.unlock();
        }
    }

    // the rest is called by links, with the lock

    void locked(Consumer<Instant> action) {
        lock.lock();
        try {
            action.accept(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Sighting known(String deviceId, BoardLink link) {
        KnownBoard board = boards.get(deviceId);
        return board == null ? null : board.sightings.get(link.name());
    }

    /** Returns the board on the link, a new one if there is room, else null. */
    @Nullable
    Sighting sighting(String deviceId, BoardLink link, Instant now) {
        Sighting known = known(deviceId, link);
        if (known != null) {
            return known;
        }
        if (sightings >= limits.boards() && !forgetSomebody()) {
            refuse(deviceId, link, now);
            return null;
        }
        Sighting sighting = new Sighting(deviceId, link, now);
        boards.computeIfAbsent(deviceId, KnownBoard::new).sightings.put(link.name(), sighting);
        sightings++;
        return sighting;
    }

    private void refuse(String deviceId, BoardLink link, Instant now) {
        refused++;
        if (!now.isBefore(nextRefusalLog)) {
            nextRefusalLog = now.plus(LOG_PAUSE);
            LOG.warnf(
                    "no room for another board, what it measures is published and it is not listed;"
                            + " raise ingest.boards.limit or find who invents ids device=%s link=%s limit=%d",
                    deviceId, link.name(), limits.boards());
        }
    }

    private boolean forgetSomebody() {
        if (allAreThere) {
            return false;
        }
        Optional<Sighting> longestAway = all().stream()
                .filter(BoardRegistry::isForgettable)
                .min(Comparator.comparing(sighting -> sighting.since));
        longestAway.ifPresent(this::forget);
        allAreThere = longestAway.isEmpty();
        return longestAway.isPresent();
    }

    /** A board of which nothing was heard stays while its link is open: somebody is looking for it there. */
    private static boolean isForgettable(Sighting sighting) {
        return !sighting.online() && !(sighting.absence == Absence.NOT_HEARD && sighting.link.isOpen());
    }

    private void forget(Sighting sighting) {
        KnownBoard board = boardOf(sighting);
        board.sightings.remove(sighting.link.name());
        sightings--;
        if (board.sightings.isEmpty()) {
            boards.remove(board.deviceId);
        }
    }

    void heard(Sighting sighting, Instant now, Optional<String> formerId) {
        sighting.heardAt(now);
        sighting.link.heardOn();
        if (sighting.online()) {
            return;
        }
        sighting.absence = null;
        sighting.since = now;
        telling.came(boardOf(sighting), sighting, now, formerId);
    }

    void greeted(Sighting sighting, BoardProfile profile, Instant now) {
        boolean toldOther = sighting.online() && !sighting.profile.equals(profile);
        sighting.profile = profile;
        heard(sighting, now, Optional.empty());
        if (toldOther) {
            changed(sighting, BoardChange.Kind.IDENTITY_CHANGED, now, Optional.empty());
        }
    }

    void renamed(BoardLink link, String formerId, String deviceId, BoardProfile profile, Instant now) {
        Optional<String> told = Optional.empty();
        Sighting former = known(formerId, link);
        if (former != null && former.lastHeard == null) {
            forget(former);
        } else if (former != null && former.online()) {
            former.absence = Absence.RENAMED;
            former.since = now;
            allAreThere = false;
            changed(former, BoardChange.Kind.IDENTITY_CHANGED, now, Optional.of(deviceId));
            told = Optional.of(formerId);
            forgetFormerNames(link);
        }
        Sighting sighting = sighting(deviceId, link, now);
        if (sighting != null) {
            sighting.profile = profile;
            heard(sighting, now, told);
        }
    }

    /** A line that garbles names must not push out the boards of others. */
    private void forgetFormerNames(BoardLink link) {
        List<Sighting> former = all().stream()
                .filter(each -> each.link.equals(link) && each.absence == Absence.RENAMED)
                .sorted(Comparator.comparing(each -> each.since))
                .toList();
        former.subList(0, Math.max(0, former.size() - FORMER_NAMES)).forEach(this::forget);
    }

    void offline(Sighting sighting, Absence reason, Instant now) {
        sighting.absence = stopping ? Absence.STOPPED : reason;
        sighting.since = now;
        allAreThere = false;
        changed(sighting, BoardChange.Kind.OFFLINE, now, Optional.empty());
    }

    void linkClosed(BoardLink link, Absence reason, Instant now) {
        for (Sighting sighting : all()) {
            if (sighting.link.equals(link)) {
                if (sighting.online()) {
                    offline(sighting, reason, now);
                } else if (sighting.lastHeard == null) {
                    forget(sighting);
                }
            }
        }
    }

    private void changed(Sighting sighting, BoardChange.Kind kind, Instant now, Optional<String> otherId) {
        telling.changed(boardOf(sighting), sighting, kind, now, otherId);
    }

    private KnownBoard boardOf(Sighting sighting) {
        return Objects.requireNonNull(boards.get(sighting.deviceId));
    }

    private List<Sighting> all() {
        List<Sighting> all = new ArrayList<>();
        boards.values().forEach(board -> all.addAll(board.sightings.values()));
        return all;
    }
}
