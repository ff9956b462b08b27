package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Stage.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * COM-7 and COM-9, whatever happens: publications reach a session in order, each once, from its first words until it
 * leaves.
 */
class FanOutPropertyTest {

    private static final List<Channel> CHANNELS = List.of(new Channel("one"), new Channel("two"));
    private static final String[] KEYS = {"a", "b", "c"};

    /** A client, and what it has to hear. */
    private static final class Listener {

        private final Client client;
        private final Subscription wanted;
        private final List<String> expected = new ArrayList<>();
        private boolean gone;
        private boolean stuck;

        Listener(Client client, Subscription wanted) {
            this.client = client;
            this.wanted = wanted;
        }

        boolean listening() {
            return !gone;
        }

        boolean wants(Channel channel, @Nullable String key) {
            return wanted.channel().equals(channel)
                    && (wanted.key() == null || wanted.key().equals(key));
        }
    }

    private final Stage stage = new Stage(1 << 30);
    private final List<ScheduledExecutorService> loops =
            Stream.generate(stage.time::loop).limit(3).toList();
    private final List<Dialect> dialects = List.of(stage.dialect, new PlainDialect("other"));
    private final List<Listener> listeners = new ArrayList<>();
    private int published;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everySessionHearsItsPartInOrderAndOnce(long seed) {
        Random random = new Random(seed);

        for (int round = 0; round < 600; round++) {
            switch (random.nextInt(10)) {
                case 0 -> join(random);
                case 1 -> any(random, this::leave);
                case 2 -> any(random, FanOutPropertyTest::stick);
                case 3, 4 -> any(random, FanOutPropertyTest::unstick);
                case 5 -> stage.time.pass(Duration.ofNanos(random.nextInt(3_000_000)));
                default -> publish(random);
            }
        }
        listeners.forEach(FanOutPropertyTest::unstick);
        stage.settle();

        for (Listener listener : listeners) {
            assertHeard(seed, listener);
        }
        listeners.forEach(this::leave);
        stage.settle();
        stage.assertNothingLeaked();
        assertThat(stage.counters.overflowed()).isZero();
        assertThat(stage.counters.open(Transport.WEBSOCKET)).isZero();
        assertThat(stage.counters.open(Transport.SSE)).isZero();
    }

    private static void assertHeard(long seed, Listener listener) {
        List<String> heard = listener.client.heard();
        List<String> sinceFirstWords = withoutEarlier(listener);
        // what was under way when it left may be missing, nothing before that
        int most = listener.gone ? sinceFirstWords.size() : listener.expected.size();
        assertThat(sinceFirstWords).as("seed %d", seed).isEqualTo(listener.expected.subList(0, most));
        if (!heard.isEmpty()) {
            assertThat(heard.getFirst()).as("seed %d", seed).isEqualTo("subscribed");
            assertThat(heard.stream().skip(1).map(Integer::valueOf))
                    .as("seed %d", seed)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }

    /** What it heard of what was published since its first words; a little that was under way may come before. */
    private static List<String> withoutEarlier(Listener listener) {
        int first = listener.expected.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(listener.expected.getFirst());
        return listener.client.heard().stream()
                .skip(1)
                .filter(number -> Integer.parseInt(number) >= first)
                .toList();
    }

    private void join(Random random) {
        Channel channel = CHANNELS.get(random.nextInt(2));
        @Nullable String key = random.nextBoolean() ? KEYS[random.nextInt(3)] : null;
        Subscription wanted = new Subscription(channel, key);
        Client client = stage.aClient()
                .on(loops.get(random.nextInt(3)))
                .speaking(dialects.get(random.nextInt(2)))
                .over(Transport.values()[random.nextInt(2)])
                .outbox(10_000, Overflow.DROP_OLDEST)
                .to(wanted)
                .open();
        client.link.room(1 + random.nextInt(5));
        listeners.add(new Listener(client, wanted));
    }

    private void any(Random random, Consumer<Listener> action) {
        if (!listeners.isEmpty()) {
            action.accept(listeners.get(random.nextInt(listeners.size())));
        }
    }

    private void leave(Listener listener) {
        listener.gone = true;
        listener.client.leave();
    }

    private static void stick(Listener listener) {
        if (!listener.gone) {
            listener.stuck = true;
            listener.client.link.stick();
        }
    }

    private static void unstick(Listener listener) {
        if (listener.stuck && !listener.gone) {
            listener.stuck = false;
            listener.client.unstick();
        }
    }

    private void publish(Random random) {
        Channel channel = CHANNELS.get(random.nextInt(2));
        for (int burst = random.nextInt(6); burst >= 0; burst--) {
            @Nullable String key = random.nextInt(4) > 0 ? KEYS[random.nextInt(3)] : null;
            String number = Integer.toString(++published);
            listeners.stream()
                    .filter(listener -> listener.listening() && listener.wants(channel, key))
                    .forEach(listener -> listener.expected.add(number));
            stage.publish(channel, key == null ? number : key + "=" + number);
        }
    }
}
