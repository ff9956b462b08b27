package io.mycostream.ingest.app.rest;

import io.mycostream.local.TokenIssuer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Signs tokens that the service under test believes: of an administrator, and of somebody without any role. */
@SuppressWarnings("NullAway.Init") // Quarkus starts it before anyone asks
public final class TokenBench implements QuarkusTestResourceLifecycleManager {

    /** The text and not the place: in tests Quarkus has made a key of its own, and gives its text. */
    private static final String KEY = "mp.jwt.verify.publickey";

    private Path folder;
    private TokenIssuer issuer;

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("tokens");
            issuer = TokenIssuer.generate("the-lab", "ADMIN", folder);
            return Map.of(KEY, Files.readString(issuer.publicKey()), "mp.jwt.verify.issuer", issuer.name());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(TokenBench.class));
    }

    /** A token of an administrator. */
    public String admin() {
        return issuer.issue("ada", Duration.ofMinutes(5));
    }

    /** A token of somebody who may read and no more. */
    public String observer() {
        return issuer.issue("oscar", "OBSERVER", Duration.ofMinutes(5));
    }

    /** A token that was good until a minute ago. */
    String expired() {
        return issuer.issue("ada", Duration.ofMinutes(-1));
    }

    /** A token of somebody with this role, or with none. */
    String of(String role) {
        return issuer.issue("eve", role, Duration.ofMinutes(5));
    }

    /** A token of the same issuer's name, signed with another key. */
    String forged() {
        try {
            Path elsewhere = Files.createTempDirectory(folder, "forger");
            return TokenIssuer.generate(issuer.name(), "ROOT", elsewhere).issue("mallory", Duration.ofMinutes(5));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
