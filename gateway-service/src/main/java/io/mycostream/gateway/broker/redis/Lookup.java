package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Channel;
import java.util.function.Consumer;

/**
 * Reads the history of one channel for its feed, a few times if need be, and as often as it takes while the server reads its
 * data. Only what was begun last is answered: an
 * interruption, or the next reading, makes all before it worthless.
 */
final class Lookup {

    private static final int ATTEMPTS = 3;

    private final Channel channel;
    private final Held held;
    private final Means means;
    private long latest;

    Lookup(Channel channel, Held held, Means means) {
        this.channel = channel;
        this.held = held;
        this.means = means;
    }

    /**
     * Begins to read; one of the two is called unless it is abandoned.
     *
     * @param after the offset behind which is read, 0 for all
     * @param most publications wanted, the newest
     */
    void begin(long after, int most, Consumer<RedisHistory.Stored> found, Consumer<Throwable> failed) {
        attempt(new Question(++latest, after, most, found, failed), ATTEMPTS);
    }

    void abandon() {
        latest++;
    }

    private record Question(
            long number, long after, int most, Consumer<RedisHistory.Stored> found, Consumer<Throwable> failed) {}

    private void attempt(Question question, int left) {
        held.settle();
        means.read(channel.name(), question.after(), question.most()).onComplete(result -> {
            if (question.number() != latest) {
                return;
            }
            if (result.succeeded()) {
                question.found().accept(result.result());
            } else if (left > 1 || isStillLoading(result.cause())) {
                means.later(() -> {
                    if (question.number() == latest) {
                        attempt(question, isStillLoading(result.cause()) ? left : left - 1);
                    }
                });
            } else {
                question.failed().accept(result.cause());
            }
        });
    }

    private static boolean isStillLoading(Throwable why) {
        return why instanceof HistoryException refused && refused.isStillLoading();
    }
}
