package io.mycostream.gateway.limit.redis;

import io.mycostream.gateway.limit.HeldPlaces;
import io.mycostream.gateway.limit.Subject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One round in which every place that this node holds gets another lease, some hundred subjects at a time, so that nobody
 * else waits long for the line or the thread. What is held is looked up when it is sent: what was given back before is
 * not among it, what is given back later is sent later.
 */
final class Renewal {

    private static final int SUBJECTS_AT_A_TIME = 200;

    /** Places renewed by one call of the script. */
    static final int PLACES_AT_A_TIME = 500;

    private final Line line;
    private final PlaceCommands commands;
    private final HeldPlaces held;
    private final Iterator<Subject> subjects;
    private final Consumer<Renewal> ended;

    private int unanswered;
    private int failures;
    private @Nullable Throwable failure;

    private Renewal(Line line, PlaceCommands commands, HeldPlaces held, Consumer<Renewal> ended) {
        this.line = line;
        this.commands = commands;
        this.held = held;
        this.subjects = held.subjects().iterator();
        this.ended = ended;
    }

    /**
     * Starts a round.
     *
     * @param ended told once, when everything has been answered
     */
    static void begin(Line line, PlaceCommands commands, HeldPlaces held, Consumer<Renewal> ended) {
        Renewal round = new Renewal(line, commands, held, ended);
        // also when nothing is held there is then an answer to go by
        round.send(Request.cmd(Command.PING));
    }

    /** Commands that failed. */
    int failures() {
        return failures;
    }

    /** What was wrong with the last one that failed. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    private void send(Request request) {
        unanswered++;
        line.send(request, answer -> {
            unanswered--;
            if (answer.failed()) {
                failures++;
                failure = answer.cause();
            }
            if (unanswered == 0) {
                goOn();
            }
        });
    }

    private void goOn() {
        List<Request> batch = new ArrayList<>();
        while (line.works() && subjects.hasNext() && batch.size() < SUBJECTS_AT_A_TIME) {
            renewals(subjects.next(), batch);
        }
        if (batch.isEmpty()) {
            ended.accept(this);
        } else {
            batch.forEach(this::send);
        }
    }

    private void renewals(Subject subject, List<Request> batch) {
        List<Long> numbers = held.numbers(subject);
        for (int from = 0; from < numbers.size(); from += PLACES_AT_A_TIME) {
            batch.add(
                    commands.renew(subject, numbers.subList(from, Math.min(from + PLACES_AT_A_TIME, numbers.size()))));
        }
    }
}
