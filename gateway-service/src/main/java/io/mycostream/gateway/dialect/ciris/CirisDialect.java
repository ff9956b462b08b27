package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.util.List;
import java.util.Optional;

/**
 * How CIRIS clients are told of publications: {@code {"type": <stream>, "timestamp", "data": <payload>}}, the payload
 * untouched; of source and id they know nothing.
 *
 * <p>A log entry is about its level, so that a client that wants some levels only costs nothing at the others.
 */
enum CirisDialect implements Dialect {
    CIRIS;

    @Override
    public Optional<Translation> translate(Publication publication) {
        return CirisStream.of(publication.channel())
                .map(stream -> new Event(stream, publication, keys(stream, publication)));
    }

    private static List<String> keys(CirisStream stream, Publication publication) {
        return stream == CirisStream.LOG
                ? level(publication.payload()).map(List::of).orElse(List.of())
                : List.of();
    }

    private static Optional<String> level(String entry) {
        try {
            return RawJson.string(RawJson.members(entry).get("level"));
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("a publication's payload is one JSON object", broken);
        }
    }

    private record Event(CirisStream stream, Publication publication, List<String> keys) implements Translation {

        @Override
        public Optional<Message> message() {
            String json = new JsonText()
                    .string("type", stream.word())
                    .string("timestamp", publication.timestamp())
                    .raw("data", publication.payload())
                    .end();
            return Optional.of(new Message(json, stream.word(), publication.id()));
        }
    }
}
