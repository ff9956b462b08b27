package io.mycostream.local;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenIssuerTest {

    @TempDir
    private Path folder;

    @Test
    void isSignedByTheKeyInTheFile() throws Exception {
        TokenIssuer tokens = TokenIssuer.generate("lab", "READERS", folder);
        String token = tokens.issue("demo", Duration.ofHours(1));

        int dot = token.lastIndexOf('.');
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(publicKey(tokens.publicKey()));
        signature.update(token.substring(0, dot).getBytes(US_ASCII));

        assertThat(signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1))))
                .isTrue();
    }

    @Test
    void namesItsUserRoleIssuerAndEnd() throws Exception {
        long before = Instant.now().getEpochSecond();
        String token = TokenIssuer.generate("lab", "READERS", folder).issue("demo", Duration.ofHours(1));

        List<String> parts = List.of(token.split("\\.", -1));
        JsonNode claims = new ObjectMapper().readTree(Base64.getUrlDecoder().decode(parts.get(1)));

        assertThat(new String(Base64.getUrlDecoder().decode(parts.get(0)), US_ASCII))
                .isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        assertThat(claims.path("sub").asText()).isEqualTo("demo");
        assertThat(claims.path("groups").toString()).isEqualTo("[\"READERS\"]");
        assertThat(claims.path("iss").asText()).isEqualTo("lab");
        assertThat(claims.path("exp").asLong() - 3_600)
                .isBetween(before, Instant.now().getEpochSecond());
    }

    @Test
    void eachRunHasAKeyOfItsOwnThatOnlyTheOwnerCanRead() throws Exception {
        Path file = TokenIssuer.generate("lab", "READERS", folder).publicKey();
        String first = Files.readString(file);

        TokenIssuer.generate("lab", "READERS", folder);

        assertThat(Files.readString(file)).isNotEqualTo(first);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    private static PublicKey publicKey(Path pem) throws Exception {
        String base64 = Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
