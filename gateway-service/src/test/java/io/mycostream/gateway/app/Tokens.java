package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import io.smallrye.jwt.util.KeyUtils;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Tokens as an issuer signs them, and as nobody should. */
@Singleton
class Tokens {

    static final String ISSUER = "https://lab.example";

    private final PrivateKey key;

    Tokens(@ConfigProperty(name = "smallrye.jwt.sign.key") String pem) throws GeneralSecurityException {
        this.key = KeyUtils.decodePrivateKey(pem);
    }

    PrivateKey key() {
        return key;
    }

    /** A good token of somebody who has no connection yet. */
    String ofSomebody() {
        return of("user-" + UUID.randomUUID());
    }

    /** A good token of this user. */
    String of(String user, String... roles) {
        return claims(user).groups(Set.of(roles)).sign();
    }

    JwtClaimsBuilder claims(String user) {
        return Jwt.claims().issuer(ISSUER).subject(user).expiresIn(Duration.ofHours(1));
    }

    /** A token with exactly these claims, signed with the right key, whatever the claims are worth. */
    String signed(String claims) {
        return signed("{\"alg\":\"RS256\",\"typ\":\"JWT\"}", claims, key);
    }

    static String signed(String header, String claims, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            String content = base64(header.getBytes(UTF_8)) + '.' + base64(claims.getBytes(UTF_8));
            signature.update(content.getBytes(UTF_8));
            return content + '.' + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK signs with RSA", e);
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
