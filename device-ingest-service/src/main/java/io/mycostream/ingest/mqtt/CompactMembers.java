package io.mycostream.ingest.mqtt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Asks a decoded CBOR map for its members, each with the type and the range it has to have. */
record CompactMembers(ObjectNode members) {

    long integer(int key, String name, long least, long most) throws CompactEnvelope.FormatException {
        JsonNode node = any(key);
        if (!node.isLong() || node.longValue() < least || node.longValue() > most) {
            throw wrong(key, name, "an integer from " + least + " to " + most);
        }
        return node.longValue();
    }

    String text(int key, String name) throws CompactEnvelope.FormatException {
        JsonNode node = any(key);
        if (!node.isTextual()) {
            throw wrong(key, name, "text");
        }
        return node.textValue();
    }

    byte[] bytes(int key, String name, int length) throws CompactEnvelope.FormatException {
        JsonNode node = any(key);
        try {
            if (node.isBinary() && node.binaryValue().length == length) {
                return node.binaryValue();
            }
        } catch (IOException notBinary) {
            // refused below, in the same words
        }
        throw wrong(key, name, length + " bytes");
    }

    ArrayNode list(int key, String name) throws CompactEnvelope.FormatException {
        if (any(key) instanceof ArrayNode list) {
            return list;
        }
        throw wrong(key, name, "a list");
    }

    /** Empty when there is none. */
    Optional<CompactMembers> map(int key, String name) throws CompactEnvelope.FormatException {
        JsonNode node = any(key);
        if (node.isNull()) {
            return Optional.empty();
        }
        if (node instanceof ObjectNode map) {
            return Optional.of(new CompactMembers(map));
        }
        throw wrong(key, name, "a map");
    }

    /** The member, null as JSON has it when there is none. */
    JsonNode any(int key) {
        JsonNode node = members.get(Integer.toString(key));
        return node == null ? NullNode.instance : node;
    }

    private CompactEnvelope.FormatException wrong(int key, String name, String expected) {
        String seen =
                any(key).isNull() ? "missing" : any(key).getNodeType().name().toLowerCase(Locale.ROOT);
        if (any(key).isNumber()) {
            seen = any(key).asText();
        }
        return new CompactEnvelope.FormatException(name + " (key " + key + ") is " + seen + ", expected " + expected);
    }
}
