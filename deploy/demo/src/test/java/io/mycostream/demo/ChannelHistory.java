package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.local.RedisServer;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import io.mycostream.publisher.wire.RedisKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Everything that Redis was ever given of what boards measured, in its order. */
final class ChannelHistory {

    private static final String CHANNEL = ChannelNames.DEVICES_TELEMETRY;
    private static final String PAGE = "2000";

    private final RedisServer redis;
    private final List<Envelope> envelopes = new ArrayList<>();

    /** Has Redis keep more than any test publishes, by the promise that a gateway makes otherwise. */
    ChannelHistory(RedisServer redis) {
        this.redis = redis;
        redis.ask(
                "HSET",
                RedisKeys.meta(CHANNEL),
                "epoch",
                "whole",
                "offset",
                "0",
                "size",
                "100000000",
                "millis",
                "86400000");
    }

    /** Reads what has come since the last time. */
    void read() {
        int before;
        do {
            before = envelopes.size();
            redis.ask("XRANGE", RedisKeys.history(CHANNEL), before + 1 + "-0", "+", "COUNT", PAGE)
                    .lines()
                    .filter(line -> line.startsWith("{"))
                    .map(ChannelHistory::decode)
                    .forEach(envelopes::add);
        } while (envelopes.size() > before);
    }

    private static Envelope decode(String json) {
        try {
            return EnvelopeCodec.decode(CHANNEL, json.getBytes(UTF_8));
        } catch (EnvelopeFormatException e) {
            throw new AssertionError("no envelope: " + json, e);
        }
    }

    /** All of it, repetitions included. */
    int size() {
        return envelopes.size();
    }

    /** How many say that they come late. */
    long replayed() {
        return envelopes.stream().filter(Envelope::replayed).count();
    }

    /** What is left when a message that comes again is left out, as readers do. */
    List<Envelope> withoutRepetitions() {
        Map<String, Envelope> first = new LinkedHashMap<>();
        envelopes.forEach(envelope -> first.putIfAbsent(Objects.requireNonNull(envelope.messageId()), envelope));
        return List.copyOf(first.values());
    }
}
