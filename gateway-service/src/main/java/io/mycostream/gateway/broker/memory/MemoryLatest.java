package io.mycostream.gateway.broker.memory;

import io.mycostream.gateway.stream.LatestStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The latest texts within this process: for tests, and for programs that have no Redis. Nothing outlives it. */
public final class MemoryLatest implements LatestStore {

    private final Map<String, Map<String, String>> hashes = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Map<String, String>> load(String hash, int most, long mostBytes) {
        return CompletableFuture.completedFuture(fields(hash).entrySet().stream()
                .limit(most)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public void put(String hash, String field, Supplier<String> text) {
        fields(hash).put(field, text.get());
    }

    @Override
    public void remove(String hash, String field) {
        fields(hash).remove(field);
    }

    private Map<String, String> fields(String hash) {
        return hashes.computeIfAbsent(hash, _ -> new ConcurrentHashMap<>());
    }
}
