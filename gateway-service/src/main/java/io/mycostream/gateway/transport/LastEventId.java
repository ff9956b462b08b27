package io.mycostream.gateway.transport;

import io.mycostream.gateway.stream.Resume;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * The id of the event that a returning client has seen last: of the header {@code Last-Event-ID}, which every EventSource
 * sends by itself, or of the query parameter {@code last_event_id}, for clients that cannot set headers. The header counts.
 *
 * @param parameter whether the query has the parameter, even an empty one: the client knows how to return, and asks for what it
 *     needs for that
 * @param id empty for a client that has seen none
 */
public record LastEventId(boolean parameter, String id) {

    public static LastEventId of(HttpServerRequest request) {
        String header = request.getHeader("Last-Event-ID");
        String parameter = request.getParam("last_event_id");
        String id = header != null && !header.isEmpty() ? utf8(header) : Objects.requireNonNullElse(parameter, "");
        return new LastEventId(parameter != null, id);
    }

    /** How far the client had come; empty when it is new. */
    public Optional<Resume> resume() {
        return id.isEmpty() ? Optional.empty() : Optional.of(new Resume.AfterId(id));
    }

    /** Browsers send the header's text as UTF-8, and the web server reads each of its bytes as a character. */
    private static String utf8(String header) {
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException _) {
            return header;
        }
    }
}
