package io.mycostream.ingest.mdp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads JSON bodies, and the durable envelope of the newer Side A, which is not one JSON value: its object is closed
 * before {@code hash} and {@code sig} are appended.
 *
 * <pre>
 * {"hdr":{...},"ts":{...},"seq":42,"pack":[...],"meta":{...}},"hash":"sha256:...","sig":"ed25519:..."}
 * </pre>
 */
final class JsonBody {

    private static final String SHA_256 = "sha256:";
    private static final char REPLACEMENT = '\uFFFD';

    private JsonBody() {}

    /** The payload if it is UTF-8 text of one JSON object, or of an envelope where those may occur. */
    static Optional<Payload> read(byte[] bytes, boolean mayBeEnvelope) {
        if (!startsObject(bytes)) {
            return Optional.empty();
        }
        try {
            return read(text(bytes), mayBeEnvelope);
        } catch (IOException notUtf8OrNotJson) {
            return Optional.empty();
        } catch (NumberFormatException noExponent) {
            // Jackson lets this one through, for an exponent that no BigDecimal has
            return Optional.empty();
        }
    }

    private static String text(byte[] bytes) throws CharacterCodingException {
        String text = new String(bytes, UTF_8);
        // the quick way puts this in place of what is no UTF-8; the slow one knows whether it was there
        return text.indexOf(REPLACEMENT) < 0
                ? text
                : UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static boolean startsObject(byte[] bytes) {
        for (byte b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
                return b == '{';
            }
        }
        return false;
    }

    private static Optional<Payload> read(String text, boolean mayBeEnvelope) throws IOException {
        try (JsonParser parser = JsonObjects.parser(text)) {
            ObjectNode body = JsonObjects.next(parser);
            int end = (int) parser.currentLocation().getCharOffset();
            String rest = text.substring(end).strip();
            if (rest.isEmpty()) {
                return Optional.of(new Payload(PayloadKind.JSON, body));
            }
            if (mayBeEnvelope && rest.startsWith(",")) {
                return envelope(body, text.substring(0, end), rest.substring(1));
            }
            return Optional.empty();
        }
    }

    private static Optional<Payload> envelope(ObjectNode body, String first, String appended) throws IOException {
        try (JsonParser parser = JsonObjects.parser("{" + appended)) {
            ObjectNode more = JsonObjects.next(parser);
            if (parser.nextToken() != null) {
                return Optional.empty();
            }
            body.setAll(more);
            return Optional.of(new Payload(PayloadKind.ENVELOPE, body, check(more.path("hash"), first)));
        }
    }

    /** The hash covers the bytes of the first value, closing brace included. */
    private static EnvelopeHash check(JsonNode hash, String first) {
        if (!hash.isTextual() || !hash.textValue().startsWith(SHA_256)) {
            return EnvelopeHash.ABSENT;
        }
        String computed = SHA_256 + HexFormat.of().formatHex(sha256(first.strip()));
        boolean matches = MessageDigest.isEqual(
                computed.getBytes(US_ASCII), hash.textValue().getBytes(UTF_8));
        return matches ? EnvelopeHash.MATCHES : EnvelopeHash.DIFFERS;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
