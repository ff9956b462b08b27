package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import java.util.List;
import java.util.Optional;

/**
 * Events as flat objects: what was published, to the letter, and {@code type}, {@code timestamp} and {@code id} where it lacks
 * them.
 */
enum FlatDialect implements Dialect {
    /** For subscribers on {@code /ws}: whatever is published on their channels. */
    SOCKETS,
    /** For the streams of server-sent events: objects that end a stream are heard and not told. */
    EVENTS;

    @Override
    public Optional<Translation> translate(Publication publication) {
        return Optional.of(new Told(Event.of(publication), this));
    }

    /** What one event says. */
    record Told(Event event, FlatDialect dialect) implements Translation {

        /** Whether it says that what the stream is about is complete. */
        boolean isComplete() {
            return event.says("type", "complete");
        }

        /** Whether it says that what the stream is about went wrong. */
        boolean isError() {
            return event.says("type", "error");
        }

        /** Nobody filters; but where only the latest of each thing is kept, a channel is one. */
        @Override
        public List<String> keys() {
            return List.of(event.publication().channel().name());
        }

        @Override
        public Optional<Message> message() {
            if (dialect == EVENTS && (isComplete() || isError())) {
                return Optional.empty();
            }
            String id = event.has("id")
                    ? event.string("id").orElse(null)
                    : event.publication().id();
            return Optional.of(new Message(event.behind(event.lacking()), null, id));
        }
    }
}
