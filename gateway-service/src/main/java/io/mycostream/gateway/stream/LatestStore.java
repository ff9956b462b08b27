package io.mycostream.gateway.stream;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Port to a place outside this node that keeps the latest of something by name, so that a node that starts later knows it
 * too. Every node may write what it has heard; what was written last is kept. Safe for use by many threads; it never waits.
 */
public interface LatestStore {

    /**
     * Reads what is kept.
     *
     * @param hash what it is kept under
     * @param most fields that are read at most; which of more than that, nobody knows
     * @param mostBytes of their texts, about
     * @return completes on some thread with the texts by field, however long that is not to be had
     */
    CompletionStage<Map<String, String>> load(String hash, int most, long mostBytes);

    /**
     * Keeps a text, sooner or later: of several for one field within a short time only the last one is written.
     *
     * @param text asked for when it is written
     */
    void put(String hash, String field, Supplier<String> text);

    /** Keeps the field no longer. */
    void remove(String hash, String field);
}
