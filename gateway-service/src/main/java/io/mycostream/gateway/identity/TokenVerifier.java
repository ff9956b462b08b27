package io.mycostream.gateway.identity;

import io.mycostream.gateway.stream.CloseReason;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Says whose token it is, or why it is refused.
 *
 * <p>Signature, algorithm, issuer, audience, {@code exp} and {@code nbf} are checked by SmallRye JWT as {@code
 * mp.jwt.verify.*} configures it; {@code exp} and a subject are required here. May wait for keys that are fetched over the
 * network, so it is called from a worker thread.
 */
@ApplicationScoped
public class TokenVerifier {

    /** 2100-01-01, in seconds: a token that ends later ends then, for which no arithmetic is too small. */
    private static final long LATEST_END = 4_102_444_800L;

    private final JWTParser parser;
    private final Duration leeway;

    TokenVerifier(
            JWTParser parser,
            @ConfigProperty(name = "mp.jwt.verify.clock.skew", defaultValue = "60") int leewaySeconds) {
        this.parser = parser;
        this.leeway = Duration.ofSeconds(leewaySeconds);
    }

    /**
     * Verifies a token.
     *
     * @throws TokenRefusedException if it is not good; says whether it is merely too late
     */
    public Identity verify(String token) throws TokenRefusedException {
        JsonWebToken jwt = parse(token);
        if (jwt.getSubject() == null || jwt.getSubject().isBlank()) {
            throw new TokenRefusedException(CloseReason.INVALID_TOKEN);
        }
        Instant end = Instant.ofEpochSecond(Math.min(jwt.getExpirationTime(), LATEST_END))
                .plus(leeway);
        return new Identity(Optional.of(jwt.getSubject()), Role.highest(groups(jwt)), Optional.of(end));
    }

    /** As the token spells them: the parser's own also come out of a string, or of a claim that maps roles to others. */
    private static Set<String> groups(JsonWebToken verified) {
        String claims = verified.getRawToken().split("\\.", -1)[1];
        JsonObject object = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(claims)));
        return object.getValue("groups") instanceof JsonArray groups
                ? groups.stream()
                        .filter(String.class::isInstance)
                        .map(String.class::cast)
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private JsonWebToken parse(String token) throws TokenRefusedException {
        try {
            return parser.parse(token);
        } catch (ParseException refused) {
            throw new TokenRefusedException(
                    isMerelyExpired(refused) ? CloseReason.TOKEN_EXPIRED : CloseReason.INVALID_TOKEN, refused);
        } catch (RuntimeException hostile) {
            // claims of unexpected types make the parser fail in ways of its own; they are the token's fault
            throw new TokenRefusedException(CloseReason.INVALID_TOKEN, hostile);
        }
    }

    private static boolean isMerelyExpired(ParseException refused) {
        return refused.getCause() instanceof InvalidJwtException invalid
                && invalid.hasExpired()
                && invalid.getErrorDetails().stream().allMatch(error -> error.getErrorCode() == ErrorCodes.EXPIRED);
    }
}
