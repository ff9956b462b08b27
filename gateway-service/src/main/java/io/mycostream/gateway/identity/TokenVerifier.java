package io.mycostream.gateway.identity;

import io.mycostream.gateway.stream.CloseReason;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
        Instant end = Instant.ofEpochSecond(jwt.getExpirationTime()).plus(leeway);
        return new Identity(Optional.of(jwt.getSubject()), Role.highest(jwt.getGroups()), Optional.of(end));
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
