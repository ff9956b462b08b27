package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.Channel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What clients can listen to. A stream's channel is {@code ciris:} and its word. */
enum CirisStream {
    MESSAGE(Role.OBSERVER),
    TELEMETRY(Role.OBSERVER),
    REASONING(Role.OBSERVER),
    LOG(Role.ADMIN);

    private final String word = name().toLowerCase(Locale.ROOT);
    private final String channel = "ciris:" + word;
    private final Role role;

    CirisStream(Role role) {
        this.role = role;
    }

    /** What clients call it, and the {@code type} of its events. */
    String word() {
        return word;
    }

    Channel channel() {
        return new Channel(channel);
    }

    /** Whether the role of whoever is connected suffices to hear it. */
    boolean isOpenTo(Identity identity) {
        return identity.has(role);
    }

    /** The stream that a client calls so, compared exactly. */
    static Optional<CirisStream> called(String word) {
        return Arrays.stream(values())
                .filter(stream -> stream.word.equals(word))
                .findFirst();
    }

    /** The stream that a channel carries. */
    static Optional<CirisStream> of(Channel channel) {
        return Arrays.stream(values())
                .filter(stream -> stream.channel.equals(channel.name()))
                .findFirst();
    }
}
