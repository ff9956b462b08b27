package io.mycostream.gateway.stream;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A dialect of bare words. A payload {@code key=text} is about that key, one without an equals sign about nothing in
 * particular, and {@code ?} says nothing to its clients.
 */
final class PlainDialect implements Dialect {

    private final String name;
    private final AtomicInteger worded = new AtomicInteger();

    PlainDialect(String name) {
        this.name = name;
    }

    /** Publications put into words so far. */
    int worded() {
        return worded.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Translation> translate(Publication publication) {
        if (publication.payload().equals("?")) {
            return Optional.empty();
        }
        int equals = publication.payload().indexOf('=');
        return Optional.of(new Translation() {
            @Override
            public @Nullable String key() {
                return equals < 0 ? null : publication.payload().substring(0, equals);
            }

            @Override
            public Message message() {
                worded.incrementAndGet();
                return new Message(publication.payload().substring(equals + 1), "said", publication.id());
            }
        });
    }

    @Override
    public ClientCommand decode(String frame) throws ProtocolException {
        if (frame.equals("ping")) {
            return new ClientCommand.Ping();
        }
        throw new ProtocolException("only ping is known");
    }

    @Override
    public Optional<Message> encode(ServerEvent event, Subscription subscription, Transport transport) {
        boolean sse = transport == Transport.SSE;
        return switch (event) {
            case ServerEvent.Subscribed(var _, var recovery, var _) ->
                word(recovery == Recovery.Verdict.NOT_ASKED ? "subscribed" : "subscribed, " + recovery);
            case ServerEvent.Gap(var _, var reason) -> word("gap: " + reason);
            case ServerEvent.Pong _ -> word("pong");
            case ServerEvent.Misunderstood(var _, var problem) -> word("error: " + problem);
            case ServerEvent.Heartbeat _ -> sse ? word("heartbeat") : Optional.empty();
            case ServerEvent.Draining _ -> sse ? word("bye") : Optional.empty();
        };
    }

    private static Optional<Message> word(String word) {
        return Optional.of(new Message(word, null, null));
    }
}
