package io.mycostream.ingest.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Says whose token it is, or why it is refused, as the gateway does: signature, algorithm, issuer, audience, {@code exp}
 * and {@code nbf} are checked by SmallRye JWT as {@code mp.jwt.verify.*} configures it; {@code exp} and a subject are
 * required here. May wait for keys that are fetched over the network, so it is called from a worker thread.
 */
@Singleton
class TokenVerifier {

    private static final String INVALID = "Invalid token";

    private final JWTParser parser;
    private final ObjectMapper json;

    TokenVerifier(JWTParser parser, ObjectMapper json) {
        this.parser = parser;
        this.json = json;
    }

    /**
     * Verifies a token.
     *
     * @throws TokenRefusedException if it is not good; says whether it is merely too late
     */
    Caller verify(String token) throws TokenRefusedException {
        JsonWebToken jwt = parse(token);
        if (jwt.getSubject() == null || jwt.getSubject().isBlank()) {
            throw new TokenRefusedException(INVALID);
        }
        return new Caller(jwt.getSubject(), Role.highest(groups(jwt)));
    }

    /** As the token spells them: the parser's own also come out of a string, or of a claim that maps roles to others. */
    private Set<String> groups(JsonWebToken verified) throws TokenRefusedException {
        String claims = verified.getRawToken().split("\\.", -1)[1];
        Set<String> names = new HashSet<>();
        try {
            JsonNode groups =
                    json.readTree(Base64.getUrlDecoder().decode(claims)).path("groups");
            if (groups.isArray()) {
                groups.forEach(group -> names.add(group.asText()));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new TokenRefusedException(INVALID, e);
        }
        return names;
    }

    private JsonWebToken parse(String token) throws TokenRefusedException {
        try {
            return parser.parse(token);
        } catch (ParseException refused) {
            throw new TokenRefusedException(isMerelyExpired(refused) ? "Token expired" : INVALID, refused);
        } catch (RuntimeException hostile) {
            // claims of unexpected types make the parser fail in ways of its own; they are the token's fault
            throw new TokenRefusedException(INVALID, hostile);
        }
    }

    private static boolean isMerelyExpired(ParseException refused) {
        return refused.getCause() instanceof InvalidJwtException invalid
                && invalid.hasExpired()
                && invalid.getErrorDetails().stream().allMatch(error -> error.getErrorCode() == ErrorCodes.EXPIRED);
    }
}
