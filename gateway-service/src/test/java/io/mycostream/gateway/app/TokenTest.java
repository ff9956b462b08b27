package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which tokens let their bearer in. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class TokenTest {

    private static final String RS256 = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    @ConfigProperty(name = "mp.jwt.verify.publickey")
    String publicKeyPem;

    private final long now = Instant.now().getEpochSecond();

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    /** What the claims of a good token look like, with one of them changed; null leaves it out. */
    private String claims(String changed, String value) {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("iss", '"' + Tokens.ISSUER + '"');
        claims.put("sub", "\"alice\"");
        claims.put("exp", Long.toString(now + 600));
        claims.put(changed, value);
        return claims.entrySet().stream()
                .filter(claim -> !claim.getValue().isEmpty())
                .map(claim -> '"' + claim.getKey() + "\":" + claim.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private String signedWith(String changed, String value) {
        return tokens.signed(claims(changed, value));
    }

    private static Map<String, String> each(Map<String, String> tokens, UnaryOperator<String> judge) {
        Map<String, String> verdicts = new LinkedHashMap<>();
        tokens.forEach((name, token) -> verdicts.put(name, judge.apply(token)));
        return verdicts;
    }

    private static void assertAll(Map<String, String> verdicts, String expected) {
        assertThat(verdicts)
                .allSatisfy((name, verdict) -> assertThat(verdict).as(name).isEqualTo(expected));
    }

    // COM-13, COM-14
    @Test
    void acceptsEveryGoodToken() {
        Map<String, String> good = new LinkedHashMap<>();
        good.put("of the issuer's library", tokens.ofSomebody());
        good.put("with no claim but those needed", signedWith("more", "1"));
        good.put("that ended within the leeway of ten seconds", signedWith("exp", Long.toString(now - 3)));
        good.put("with a fraction in exp", signedWith("exp", now + 600 + ".5"));
        good.put("whose issuer counts milliseconds", signedWith("exp", (now + 600) + "000"));
        good.put("that never ends", signedWith("exp", "9223372036854775807"));
        good.put("that counts since a while", signedWith("nbf", Long.toString(now - 60)));
        good.put("with a subject of any letters", signedWith("sub", "\"großer 🍄 \\\"x\\\" \\u0000\""));
        good.put("with groups that is a string", signedWith("groups", "\"ADMIN\""));
        good.put("with groups that is null", signedWith("groups", "null"));
        good.put("with groups of many types", signedWith("groups", "[1,null,{},[\"ROOT\"],\"OBSERVER\",true]"));
        good.put("with groups that is empty", signedWith("groups", "[]"));

        assertAll(each(good, lab::statusAs), "200");
        assertAll(each(good, lab::socketAs), "connected");
    }

    // COM-13, section 4
    @Test
    void refusesEveryBadToken() throws GeneralSecurityException {
        String good = tokens.signed(claims("more", "1"));
        String[] parts = good.split("\\.");
        KeyPair other = RedisAndKeys.rsaKeys();
        Map<String, String> bad = new LinkedHashMap<>();
        for (String none : new String[] {"none", "None", "nOnE", "NONE", ""}) {
            String unsigned = Tokens.base64(("{\"alg\":\"" + none + "\"}").getBytes(UTF_8)) + '.' + parts[1] + '.';
            bad.put("alg «" + none + "» without a signature", unsigned);
            bad.put("alg «" + none + "» with a signature", unsigned + parts[2]);
        }
        byte[] der = Base64.getMimeDecoder()
                .decode(publicKeyPem.replaceAll("-----[A-Z ]+-----", "").strip());
        bad.put("HS256 by the public key's text", hmac("HS256", publicKeyPem.getBytes(US_ASCII)));
        bad.put(
                "HS256 by the public key's stripped text",
                hmac("HS256", publicKeyPem.strip().getBytes(US_ASCII)));
        bad.put("HS256 by the public key's bytes", hmac("HS256", der));
        bad.put("HS512 by the public key's text", hmac("HS512", publicKeyPem.getBytes(US_ASCII)));
        bad.put("another key", Tokens.signed(RS256, claims("more", "1"), other.getPrivate()));
        bad.put(
                "another key that the token brings",
                Tokens.signed(
                        "{\"alg\":\"RS256\",\"jwk\":" + jwk((RSAPublicKey) other.getPublic()) + "}",
                        claims("more", "1"),
                        other.getPrivate()));
        bad.put(
                "another algorithm than the configured",
                Tokens.signed("{\"alg\":\"RS512\"}", claims("more", "1"), tokens.key()));
        bad.put(
                "a critical header nobody knows",
                Tokens.signed("{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}", claims("more", "1"), tokens.key()));
        bad.put(
                "changed claims",
                parts[0] + '.' + Tokens.base64(claims("sub", "\"root\"").getBytes(UTF_8)) + '.' + parts[2]);
        bad.put("a cut signature", good.substring(0, good.length() - 20));
        bad.put("no signature", parts[0] + '.' + parts[1] + '.');
        bad.put("two parts", parts[0] + '.' + parts[1]);
        bad.put("five parts", good + ".a.b");
        bad.put("no token at all", "mushroom");
        bad.put("dots", "..");
        bad.put("claims that are no object", tokens.signed("[]"));
        bad.put("claims that are no JSON", tokens.signed("mushroom"));
        bad.put("no exp", signedWith("exp", ""));
        bad.put("exp that is a string", signedWith("exp", "\"" + (now + 600) + "\""));
        bad.put("exp that is null", signedWith("exp", "null"));
        bad.put("exp that is true", signedWith("exp", "true"));
        bad.put("exp that is an array", signedWith("exp", "[" + (now + 600) + "]"));
        bad.put("exp that is a date", signedWith("exp", "\"2099-01-01T00:00:00Z\""));
        bad.put("no sub", signedWith("sub", ""));
        bad.put("empty sub", signedWith("sub", "\"\""));
        bad.put("blank sub", signedWith("sub", "\" \\t\""));
        bad.put("sub that is null", signedWith("sub", "null"));
        bad.put("sub that is a number", signedWith("sub", "7"));
        bad.put("sub that is an array", signedWith("sub", "[\"alice\"]"));
        bad.put("no iss", signedWith("iss", ""));
        bad.put("another iss", signedWith("iss", "\"https://evil.example\""));
        bad.put("iss with a slash more", signedWith("iss", "\"" + Tokens.ISSUER + "/\""));
        bad.put("iss that is an array", signedWith("iss", "[\"" + Tokens.ISSUER + "\"]"));
        bad.put("groups that is a number", signedWith("groups", "7"));
        bad.put("groups that is an object", signedWith("groups", "{\"ADMIN\":true}"));
        bad.put("nbf in the future", signedWith("nbf", Long.toString(now + 300)));
        bad.put("nbf that is a string", signedWith("nbf", "\"tomorrow\""));
        bad.put(
                "expired and of another key",
                Tokens.signed(RS256, claims("exp", Long.toString(now - 300)), other.getPrivate()));
        bad.put(
                "expired and of another issuer",
                tokens.signed(claims("exp", Long.toString(now - 300)).replace(Tokens.ISSUER, "https://evil.example")));

        assertAll(each(bad, lab::statusAs), "401 Invalid token");
        assertAll(each(bad, lab::socketAs), "1008 Invalid token");
    }

    // section 4
    @Test
    void saysSoWhenATokenIsGoodBesidesBeingTooOld() {
        Map<String, String> expired = new LinkedHashMap<>();
        expired.put("five minutes ago", signedWith("exp", Long.toString(now - 300)));
        expired.put("before the leeway", signedWith("exp", Long.toString(now - 61)));
        expired.put("in 1970", signedWith("exp", "0"));
        expired.put("before 1970", signedWith("exp", "-5"));

        assertAll(each(expired, lab::statusAs), "401 Token expired");
        assertAll(each(expired, lab::socketAs), "1008 Token expired");
    }

    private String hmac(String algorithm, byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
        mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
        String content = Tokens.base64(("{\"alg\":\"" + algorithm + "\"}").getBytes(UTF_8))
                + '.'
                + Tokens.base64(claims("more", "1").getBytes(UTF_8));
        return content + '.' + Tokens.base64(mac.doFinal(content.getBytes(UTF_8)));
    }

    private static String jwk(RSAPublicKey key) {
        return "{\"kty\":\"RSA\",\"n\":\"" + Tokens.base64(key.getModulus().toByteArray()) + "\",\"e\":\""
                + Tokens.base64(key.getPublicExponent().toByteArray()) + "\"}";
    }
}
