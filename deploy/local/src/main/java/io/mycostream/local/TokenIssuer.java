package io.mycostream.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Signs the tokens of one run with a key made for it. The private key exists in this object alone; the public one is
 * written to a file, for whoever is to believe them.
 */
public final class TokenIssuer {

    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

    private final String name;
    private final String group;
    private final PrivateKey key;
    private final Path publicKey;

    private TokenIssuer(String name, String group, PrivateKey key, Path publicKey) {
        this.name = name;
        this.group = group;
        this.key = key;
        this.publicKey = publicKey;
    }

    /**
     * Makes a key pair and writes the public half into the folder as PEM, readable by the owner alone.
     *
     * @param name what its tokens call their issuer, printable ASCII without quotes
     * @param group what they say their users belong to, written likewise
     */
    public static TokenIssuer generate(String name, String group, Path folder) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            Path file = folder.resolve("public-key.pem");
            PrivateFile.write(file, pem(pair.getPublic().getEncoded()));
            return new TokenIssuer(name, group, pair.getPrivate(), file);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has RSA", e);
        }
    }

    private static String pem(byte[] encoded) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded);
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    /** What its tokens call their issuer. */
    public String name() {
        return name;
    }

    /** The file with the public key. */
    public Path publicKey() {
        return publicKey;
    }

    /**
     * Signs a token.
     *
     * @param subject user id, printable ASCII without quotes
     * @param lifetime from now until it expires
     */
    public String issue(String subject, Duration lifetime) {
        return issue(subject, group, lifetime);
    }

    /**
     * Signs a token of somebody who belongs elsewhere than the others.
     *
     * @param subject user id, printable ASCII without quotes
     * @param group what the user belongs to, written likewise
     * @param lifetime from now until it expires
     */
    public String issue(String subject, String group, Duration lifetime) {
        Instant now = Instant.now();
        String claims = "{\"iss\":\"%s\",\"sub\":\"%s\",\"groups\":[\"%s\"],\"iat\":%d,\"exp\":%d}"
                .formatted(
                        name,
                        subject,
                        group,
                        now.getEpochSecond(),
                        now.plus(lifetime).getEpochSecond());
        String signed = base64url(HEADER.getBytes(UTF_8)) + '.' + base64url(claims.getBytes(UTF_8));
        return signed + '.' + base64url(sign(signed.getBytes(US_ASCII)));
    }

    private byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java signs SHA256withRSA", e);
        }
    }

    private static String base64url(byte[] bytes) {
        return BASE64URL.encodeToString(bytes);
    }
}
