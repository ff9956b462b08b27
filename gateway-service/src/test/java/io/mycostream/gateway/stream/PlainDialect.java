package io.mycostream.gateway.stream;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A dialect of bare words. A payload {@code key=text} is about that key, {@code a+b=text} about two, one without an equals sign
 * about nothing in particular; {@code ?} says nothing to its clients, and {@code silent} is heard and not told.
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
        return Optional.of(new Said(
                equals < 0
                        ? List.of()
                        : List.of(publication.payload().substring(0, equals).split("\\+", -1)),
                publication.payload().substring(equals + 1),
                publication.id(),
                worded));
    }

    /** A publication in bare words. */
    record Said(List<String> keys, String text, String id, AtomicInteger worded) implements Translation {

        @Override
        public Optional<Message> message() {
            if (text.equals("silent")) {
                return Optional.empty();
            }
            worded.incrementAndGet();
            return Optional.of(new Message(text, "said", id));
        }
    }
}
