package io.mycostream.torture.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Signs the tokens of one run with a key made for it, of which only the public half is ever written to a file. */
public final class Tokens {

    static final String ISSUER = "mycostream-torture";

    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

    private final PrivateKey key;
    private final Path publicKey;

    private Tokens(PrivateKey key, Path publicKey) {
        this.key = key;
        this.publicKey = publicKey;
    }

    /** Makes a key pair and writes the public half into the folder. */
    public static Tokens generate(Path folder) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                    .encodeToString(pair.getPublic().getEncoded());
            Path file = folder.resolve("public-key.pem");
            Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n");
            return new Tokens(pair.getPrivate(), file);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    Path publicKey() {
        return publicKey;
    }

    /** A token for an observer of this name. */
    public String issue(String subject) {
        Instant now = Instant.now();
        String claims = "{\"iss\":\"%s\",\"sub\":\"%s\",\"groups\":[\"OBSERVER\"],\"iat\":%d,\"exp\":%d}"
                .formatted(
                        ISSUER,
                        subject,
                        now.getEpochSecond(),
                        now.plus(LIFETIME).getEpochSecond());
        String signed = BASE64URL.encodeToString(HEADER.getBytes(UTF_8))
                + '.'
                + BASE64URL.encodeToString(claims.getBytes(UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(US_ASCII));
            return signed + '.' + BASE64URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs SHA256withRSA", e);
        }
    }
}
