package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every {@link LatestStore} promises. */
public abstract class LatestStoreContract {

    private static final String HASH = "agents:status:latest";

    protected abstract LatestStore store();

    private static Map<String, String> load(LatestStore store, int most) throws Exception {
        return store.load(HASH, most, 1 << 20).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static void awaitKept(LatestStore store, Map<String, String> expected) {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(load(store, 100)).isEqualTo(expected));
    }

    @Test
    void keepsNothingAtFirst() throws Exception {
        assertThat(load(store(), 100)).isEmpty();
    }

    @Test
    void keepsWhatWasPutLast() {
        LatestStore store = store();
        store.put(HASH, "a", () -> "old");
        store.put(HASH, "b und ü", () -> "{\"🍄\": 1}");
        store.put(HASH, "a", () -> "new");
        store.put("another", "a", () -> "elsewhere");

        awaitKept(store, Map.of("a", "new", "b und ü", "{\"🍄\": 1}"));
    }

    @Test
    void keepsNoLongerWhatIsRemoved() {
        LatestStore store = store();
        store.put(HASH, "a", () -> "1");
        store.put(HASH, "b", () -> "2");
        awaitKept(store, Map.of("a", "1", "b", "2"));

        store.remove(HASH, "a");
        store.put(HASH, "b", () -> "3");

        awaitKept(store, Map.of("b", "3"));
    }

    @Test
    void readsNoMoreThanIsWanted() throws Exception {
        LatestStore store = store();
        for (int i = 0; i < 1_000; i++) {
            store.put(HASH, "field-" + i, () -> "x".repeat(100));
        }
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(load(store, 5_000)).hasSize(1_000));

        assertThat(load(store, 50)).hasSizeBetween(50, 500);
    }
}
