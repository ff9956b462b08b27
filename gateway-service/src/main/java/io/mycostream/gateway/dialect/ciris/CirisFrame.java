package io.mycostream.gateway.dialect.ciris;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.stream.ProtocolException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A client's message. Members that it does not need are passed over, {@code role} and {@code token} among them.
 *
 * @param type what the client wants
 * @param message all of it
 */
record CirisFrame(String type, JsonNode message) {

    static CirisFrame read(String frame) throws ProtocolException {
        JsonNode message = ClientFrame.read(frame);
        return new CirisFrame(ClientFrame.type(message), message);
    }

    /** The member {@code streams}, as {@link #words}. */
    Set<String> streams() throws ProtocolException {
        return words("streams");
    }

    /** The member {@code levels}, as {@link #words}. */
    Set<String> levels() throws ProtocolException {
        return words("levels");
    }

    /**
     * A member that is an array of strings: each of them once, in their order; none when the member is missing.
     *
     * @throws ProtocolException if it is anything else
     */
    private Set<String> words(String member) throws ProtocolException {
        Set<String> words = new LinkedHashSet<>();
        JsonNode array = message.path(member);
        if (!array.isMissingNode() && !array.isArray()) {
            throw new ProtocolException("\"" + member + "\" must be an array of strings");
        }
        for (JsonNode word : array) {
            if (!word.isTextual()) {
                throw new ProtocolException("\"" + member + "\" must hold nothing but strings");
            }
            words.add(word.textValue());
        }
        return words;
    }
}
