package io.mycostream.ingest.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpMessage;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Takes commands to the boards that this process has links to.
 *
 * <p>Every command is carried out once, however often it arrives and at however many processes: its id is remembered here,
 * and claimed where the processes meet. Only a process with a link to the board claims at once; the others wait a moment
 * and claim only to say that nobody has the board. An emergency stop is sent before it is claimed: a stop that is given
 * twice does no harm, one that waits may.
 *
 * <p>Safe for use by several threads, and none of them waits. What happens to commands happens on one thread.
 */
public final class Commands implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Commands.class);

    /** How many commands are known by their id in this process alone, where it is the one that had them. */
    private static final int REMEMBERED = 10_000;

    private final CommandLimits limits;
    private final Claims claims;
    private final BiConsumer<CommandResult, Runnable> results;
    private final CommandCounts counts;
    private final InstantSource clock;
    private final Semaphore pending;

    private final OneThread thread = new OneThread("commands");
    private final OneThread claiming = new OneThread("command-claims");
    private final Stations stations = new Stations();

    private final Map<String, Given> remembered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Given> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Starts without any board.
     *
     * @param results is told how published commands, and commands that were admitted, ended; runs what comes with it when
     *     that is safe to be told to all, on any thread; must not wait
     */
    public Commands(
            CommandLimits limits,
            Claims claims,
            BiConsumer<CommandResult, Runnable> results,
            CommandCounts counts,
            InstantSource clock) {
        this.limits = limits;
        this.claims = claims;
        this.results = results;
        this.counts = counts;
        this.clock = clock;
        this.pending = new Semaphore(limits.pending());
    }

    /** Gives a command to this process alone. */
    public Given give(Command command) {
        return give(command, false);
    }

    /** Gives a command that was published to all processes. */
    Given givePublished(Command command) {
        return give(command, true);
    }

    private Given give(Command command, boolean published) {
        boolean stop = command.order().isEmergencyStop();
        Given given = new Given(command, published);
        if (stop || pending.tryAcquire()) {
            given.placed().thenRun(() -> pending.release(stop ? 0 : 1));
            thread.run(() -> take(given));
        } else {
            // not claimed and not told on Redis: there are too many of them
            CommandResult result =
                    rejection(given, Reason.OVERLOADED, limits.pending() + " commands are being taken in already");
            counts.ended(result);
            given.end(result);
        }
        return given;
    }

    private void take(Given given) {
        Given earlier = remembered.get(given.command().id());
        if (earlier == null || earlier.age().compareTo(limits.remember()) >= 0) {
            remembered.remove(given.command().id());
            remembered.put(given.command().id(), given);
            place(given, true);
        } else {
            counts.duplicate();
            given.follow(earlier);
            given.place();
        }
    }

    private void place(Given given, boolean mayWait) {
        List<Station> found = stations.find(given.command());
        if (isLate(given)) {
            reject(given, Reason.EXPIRED, "its time to live was over when it came; do the clocks agree?");
        } else if (found.isEmpty() && given.published() && mayWait) {
            var _ = thread.later(() -> place(given, false), limits.unreachableAfter());
        } else if (found.isEmpty()) {
            reject(
                    given,
                    Reason.UNKNOWN_BOARD,
                    given.published()
                            ? "no ingest process has a link to this board"
                            : "this ingest process has no link to this board");
        } else if (given.command().order().isEmergencyStop()) {
            stop(given, found);
        } else if (found.size() > 1) {
            reject(
                    given,
                    Reason.AMBIGUOUS,
                    found.size() + " boards have this id, expected link to be one of "
                            + found.stream().map(Station::link).sorted().collect(Collectors.joining(", ")));
        } else {
            claim(given, () -> enqueue(given));
        }
    }

    /** A stop is never late: it comes at once, and clocks that differ must not keep it from the board. */
    private boolean isLate(Given given) {
        return !given.command().order().isEmergencyStop()
                && clock.instant().isAfter(given.command().latest());
    }

    /** Every board of that name stops, whichever was meant. Then it is claimed, so that no process says nobody has it. */
    private void stop(Given given, List<Station> found) {
        found.forEach(station -> station.stop(given));
        given.place();
        // however many stops there are: what waits for Redis is bounded
        if (given.command().claim().isPresent() && claiming.waiting() < 2 * limits.pending()) {
            ask(given, _ -> {});
        }
    }

    private void enqueue(Given given) {
        List<Station> found = stations.find(given.command());
        if (found.isEmpty()) {
            end(given, rejection(given, Reason.UNKNOWN_BOARD, "the link to this board has just closed"));
        } else if (!found.getFirst().take(given)) {
            end(
                    given,
                    rejection(
                            given,
                            Reason.QUEUE_FULL,
                            limits.queueCapacity() + " commands wait for this board already"));
        }
    }

    /** Claims, and goes on if this process is the one. */
    private void claim(Given given, Runnable granted) {
        if (given.command().claim().isEmpty()) {
            granted.run();
            given.place();
            return;
        }
        ask(given, outcome -> {
            switch (outcome) {
                case GRANTED -> granted.run();
                case HELD -> heldElsewhere(given);
                case UNANSWERED -> unclaimed(given);
            }
            given.place();
        });
    }

    private void ask(Given given, Consumer<Claims.Outcome> then) {
        claiming.run(() -> {
            Claims.Outcome outcome = claims.claim(given);
            thread.run(() -> then.accept(outcome));
        });
    }

    private void heldElsewhere(Given given) {
        counts.duplicate();
        given.end(rejection(given, Reason.TAKEN, "a command of this id was given before"));
    }

    /** Says nothing where another process may say otherwise. */
    private void unclaimed(Given given) {
        counts.unclaimed();
        remembered.remove(given.command().id());
        given.end(rejection(
                given, Reason.UNCLAIMED, "Redis does not say whether another process has taken this command"));
    }

    /** Tells whoever gave it; of a published one the process that claims it tells everybody. */
    private void reject(Given given, Reason reason, String message) {
        CommandResult result = rejection(given, reason, message);
        if (given.published()) {
            claim(given, () -> end(given, result));
        } else {
            remembered.remove(given.command().id(), given);
            counts.ended(result);
            given.end(result);
            given.place();
        }
    }

    /** Says of a publication that it is no command. */
    void refuse(Command command, String why) {
        Given given = new Given(command, true);
        CommandResult result = rejection(given, Reason.MALFORMED, why);
        if (pending.tryAcquire()) {
            given.placed().thenRun(pending::release);
            thread.run(() -> claim(given, () -> end(given, result)));
        } else {
            counts.ended(result);
        }
    }

    private static CommandResult rejection(Given given, Reason reason, String message) {
        Outcome outcome = reason == Reason.UNKNOWN_BOARD ? Outcome.UNREACHABLE : Outcome.REJECTED;
        return given.result(Optional.empty(), outcome, Optional.of(reason), message, 0);
    }

    private void end(Given given, CommandResult result) {
        counts.ended(result);
        results.accept(result, () -> claiming.run(() -> claims.ended(given)));
        given.end(result);
        LOG.debugf(
                "command ended command=%s device=%s outcome=%s",
                result.command(), result.deviceId(), result.outcome().label());
    }

    /** A board can be spoken to in messages, one JSON object each. Replaces what the link led to before. */
    public void reachable(String link, String deviceId, BoardLine line) {
        Voice voice = Voice.on(link, line);
        settle(link, deviceId, Wording.messages(), voice, voice::close);
    }

    /** A board can be spoken to in frames, on a voice that stays the caller's to close. */
    void reachable(String link, String deviceId, GatewayNumbers numbers, Voice voice) {
        settle(link, deviceId, Wording.frames(numbers), voice, () -> {});
    }

    private void settle(String link, String deviceId, Wording wording, Voice voice, Runnable left) {
        thread.run(() -> stations.put(
                new Station(link, deviceId, wording, voice, limits, thread, clock, this::end, counts), left));
    }

    /** Nothing is at a link any more. */
    public void unreachable(String link) {
        thread.run(() -> stations.remove(link));
    }

    /** A board answered in a message, which names its command: {@code {"command_id", "success", "message"}}. */
    public void answered(String link, ObjectNode answer) {
        thread.run(() -> {
            Station station = stations.get(link);
            if (station != null) {
                station.answered(
                        answer.path("command_id").asText(),
                        answer.path("success").asBoolean(true),
                        Seen.of(answer.path("message").asText("")));
            }
        });
    }

    /** A frame came over a link. Costs next to nothing while no answer is waited for. */
    void heard(String link, MdpFrame frame, MdpMessage message) {
        Station station = stations.get(link);
        if (station != null && station.isBusy()) {
            thread.run(() -> {
                Station now = stations.get(link);
                if (now != null) {
                    now.heard(frame, message);
                }
            });
        }
    }

    /** Returns how many commands wait for their turn, for all boards. */
    public int waiting() {
        return stations.waiting();
    }

    /** Ends every command as unreachable, and takes no more. */
    @Override
    public void close() {
        thread.close(stations::close);
        claiming.close(() -> {});
    }
}
