package io.mycostream.gateway.app;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations with a gateway that lets anybody in: those that say {@code gateway anonymous}. */
@QuarkusTest
@TestProfile(TranscriptAnonymousTest.Anonymous.class)
@WithTestResource(RedisAndKeys.class)
class TranscriptAnonymousTest {

    /** Lets requests without a token in, at each API that the gateway has. */
    public static final class Anonymous implements QuarkusTestProfile {

        private static final Pattern MAPPING = Pattern.compile("@ConfigMapping\\(prefix = \"(gateway\\.\\w+)\"\\)");

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>();
            try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/mycostream/gateway/dialect"))) {
                for (Path source : sources.filter(Files::isRegularFile).toList()) {
                    Matcher mapping = MAPPING.matcher(Files.readString(source));
                    if (mapping.find()) {
                        overrides.put(mapping.group(1) + ".anonymous", "true");
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return overrides;
        }
    }

    @Inject
    TranscriptRun run;

    static List<Transcript> conversations() {
        return Transcript.all("anonymous");
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("conversations")
    void goesAsWritten(Transcript conversation) throws Exception {
        run.hold(conversation);
    }
}
