package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.broker.redis.LatestWrites.Place;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LatestWritesTest {

    private final LatestWrites writes = new LatestWrites(3);

    private int put(String field, String text) {
        return writes.add(new Place("h", field), Optional.of(() -> text));
    }

    private static Map<String, String> texts(Map<Place, Optional<Supplier<String>>> taken) {
        return taken.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().field(),
                        entry -> entry.getValue().map(Supplier::get).orElse("-")));
    }

    @Test
    void theLastWordCounts() {
        put("a", "1");
        put("a", "2");
        put("b", "1");
        writes.add(new Place("h", "b"), Optional.empty());

        assertThat(texts(writes.take())).isEqualTo(Map.of("a", "2", "b", "-"));
        assertThat(writes.isEmpty()).isTrue();
    }

    @Test
    void theOldestGivesWay() {
        put("a", "1");
        put("b", "1");
        put("c", "1");

        assertThat(put("d", "1")).isOne();
        assertThat(texts(writes.take())).containsOnlyKeys("b", "c", "d");
    }

    @Test
    void whatFailedWaitsAgainBehindWhatIsNewer() {
        put("a", "1");
        put("b", "1");
        Map<Place, Optional<Supplier<String>>> failed = writes.take();
        put("b", "2");
        put("c", "1");

        assertThat(writes.putBack(failed)).isZero();
        assertThat(put("d", "1")).isOne();
        assertThat(texts(writes.take())).isEqualTo(Map.of("b", "2", "c", "1", "d", "1"));
    }
}
