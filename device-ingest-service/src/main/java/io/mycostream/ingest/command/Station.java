package io.mycostream.ingest.command;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One board while it is there: the command that it has been given, and those that wait. It belongs to the thread of
 * {@link Commands}.
 *
 * <p>A command is sent, repeated under the same number with growing pauses while that does no harm, and ends with its answer
 * or its time. An emergency stop waits for nobody: it is sent at once, also while another command waits for its answer, and
 * everything that was given before it is superseded, so that nothing of that undoes it.
 */
final class Station {

    private final String link;
    private final String deviceId;
    private final Wording wording;
    private final Voice voice;
    private final CommandLimits limits;
    private final OneThread thread;
    private final InstantSource clock;
    private final BiConsumer<Given, CommandResult> ended;
    private final CommandCounts counts;

    private final Deque<Given> waiting = new ArrayDeque<>();
    private @Nullable InFlight inFlight;
    private @Nullable Given lastStop;
    private volatile boolean busy;

    Station(
            String link,
            String deviceId,
            Wording wording,
            Voice voice,
            CommandLimits limits,
            OneThread thread,
            InstantSource clock,
            BiConsumer<Given, CommandResult> ended,
            CommandCounts counts) {
        this.link = link;
        this.deviceId = deviceId;
        this.wording = wording;
        this.voice = voice;
        this.limits = limits;
        this.thread = thread;
        this.clock = clock;
        this.ended = ended;
        this.counts = counts;
    }

    String link() {
        return link;
    }

    String deviceId() {
        return deviceId;
    }

    /** Whether an answer is waited for; any thread may ask. */
    boolean isBusy() {
        return busy;
    }

    int waiting() {
        return waiting.size();
    }

    /** Takes a command, which is sent when its turn comes; false when as many wait as may. */
    boolean take(Given given) {
        Given stop = lastStop;
        if (stop != null && given.isOlderThan(stop)) {
            // it was being taken in when the stop overtook it
            given.admit();
            ended.accept(
                    given,
                    given.result(
                            Optional.of(link),
                            Outcome.SUPERSEDED,
                            Optional.empty(),
                            firstCame(stop.command().id()),
                            0));
            return true;
        }
        if (waiting.size() >= limits.queueCapacity()) {
            return false;
        }
        waiting.addLast(given);
        given.admit();
        next();
        return true;
    }

    /** Sends an emergency stop, now. */
    void stop(Given given) {
        String why = firstCame(given.command().id());
        lastStop = given;
        InFlight before = inFlight;
        inFlight = null;
        if (before != null) {
            end(before, Outcome.SUPERSEDED, why + "; whether the board did this one is not known");
        }
        endWaiting(Outcome.SUPERSEDED, why);
        given.admit();
        begin(given, true);
    }

    private static String firstCame(String stop) {
        return "emergency stop " + stop + " came first";
    }

    private void next() {
        while (inFlight == null && !waiting.isEmpty()) {
            Given given = waiting.removeFirst();
            if (clock.instant().isAfter(given.command().latest())) {
                ended.accept(
                        given,
                        given.result(
                                Optional.of(link),
                                Outcome.REJECTED,
                                Optional.of(Reason.EXPIRED),
                                "its time to live was over before its turn came",
                                0));
            } else {
                begin(given, false);
            }
        }
        busy = inFlight != null;
    }

    private void begin(Given given, boolean urgent) {
        InFlight now = new InFlight(given, wording.word(given.command()), limits.repeatAfter());
        inFlight = now;
        busy = true;
        send(now, urgent);
        Duration timeout = given.command().timeout();
        now.timeout = thread.later(() -> timedOut(now), timeout);
        if (given.command().order().repeatable()) {
            repeatLater(now);
        }
    }

    private void send(InFlight now, boolean urgent) {
        if (++now.attempts > 1) {
            counts.repeated();
        }
        byte[] wire = now.words.wire();
        if (urgent) {
            voice.sayInstead(wire, sent -> now.taken |= sent);
        } else {
            voice.say(wire, sent -> now.taken |= sent);
        }
    }

    private void repeatLater(InFlight now) {
        InFlight.cancel(now.repetition);
        now.repetition = thread.later(() -> repeat(now), now.pauses.next());
    }

    private void repeat(InFlight now) {
        if (now == inFlight && !now.arrived && now.attempts < limits.attempts()) {
            send(now, false);
            if (now.given.command().order().repeatable()) {
                repeatLater(now);
            }
        }
    }

    /** Takes a frame that came over the link. */
    void heard(MdpFrame frame, MdpMessage message) {
        InFlight now = inFlight;
        if (now == null) {
            return;
        }
        switch (AnswerJudge.judge(now.given.command().order(), now.words.seq(), frame, message)) {
            case AnswerJudge.Unrelated _ -> {}
            case AnswerJudge.Forwarded _ -> now.forwarded = true;
            case AnswerJudge.Arrived(String told) -> {
                now.arrived = true;
                now.told = told;
            }
            case AnswerJudge.Misunderstood(String told) -> misunderstood(now, told);
            case AnswerJudge.Ended(Outcome outcome, String told) -> finish(now, outcome, told);
        }
    }

    private void misunderstood(InFlight now, String told) {
        now.refusal = told;
        if (now.attempts < limits.attempts()) {
            repeatLater(now);
        } else {
            finish(now, Outcome.REFUSED, told);
        }
    }

    /** Takes an answer that names the command it answers. */
    void answered(String commandId, boolean success, String told) {
        InFlight now = inFlight;
        if (now != null && now.given.command().id().equals(commandId)) {
            finish(now, success ? Outcome.ACKNOWLEDGED : Outcome.REFUSED, told);
        }
    }

    private void timedOut(InFlight now) {
        if (now != inFlight) {
            return;
        }
        String limit = now.given.command().timeout().toMillis() + " ms";
        if (now.arrived) {
            finish(now, Outcome.ACKNOWLEDGED, now.told);
        } else if (!now.refusal.isEmpty()) {
            finish(now, Outcome.REFUSED, now.refusal);
        } else if (now.forwarded) {
            finish(now, Outcome.TIMEOUT, "Side B passed it on, Side A did not answer within " + limit);
        } else if (!now.taken) {
            finish(now, Outcome.TIMEOUT, "the board took no bytes within " + limit);
        } else {
            finish(now, Outcome.TIMEOUT, "the board did not answer within " + limit);
        }
    }

    private void finish(InFlight now, Outcome outcome, String told) {
        inFlight = null;
        end(now, outcome, told);
        next();
    }

    private void end(InFlight now, Outcome outcome, String told) {
        now.cancelAll();
        ended.accept(now.given, now.given.result(Optional.of(link), outcome, Optional.empty(), told, now.attempts));
    }

    private void endWaiting(Outcome outcome, String told) {
        while (!waiting.isEmpty()) {
            Given given = waiting.removeFirst();
            ended.accept(given, given.result(Optional.of(link), outcome, Optional.empty(), told, 0));
        }
    }

    /** Ends every command: the board is not there any more. */
    void close(String why) {
        InFlight before = inFlight;
        inFlight = null;
        busy = false;
        if (before != null) {
            end(before, Outcome.UNREACHABLE, why + "; whether the board did it is not known");
        }
        endWaiting(Outcome.UNREACHABLE, why + " before its turn came");
    }
}
