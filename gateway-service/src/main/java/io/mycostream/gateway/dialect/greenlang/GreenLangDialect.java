package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.util.Map;
import java.util.Optional;

/**
 * How clients of GreenLang are told of publications: the event is named after its channel, and its data is what was
 * published, untouched. Its streams are its keys.
 */
enum GreenLangDialect implements Dialect {
    GREENLANG;

    @Override
    public Optional<Translation> translate(Publication publication) {
        return Optional.of(read(publication));
    }

    /** Reads which streams an event belongs to. */
    static Event read(Publication publication) {
        EventType type = EventType.of(publication.channel());
        return new Event(type, publication, type.streams(members(publication.payload())));
    }

    private static Map<String, String> members(String payload) {
        try {
            return RawJson.members(payload);
        } catch (RawJsonException broken) {
            throw new IllegalArgumentException("a publication's payload is one JSON object", broken);
        }
    }
}
