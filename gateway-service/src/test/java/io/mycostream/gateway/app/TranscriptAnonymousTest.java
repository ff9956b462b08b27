package io.mycostream.gateway.app;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations with a gateway that lets anybody in: those that say {@code gateway anonymous}. */
@QuarkusTest
@TestProfile(TranscriptAnonymousTest.Anonymous.class)
@WithTestResource(RedisAndKeys.class)
class TranscriptAnonymousTest {

    /** Lets requests without a token in, at each API. */
    public static final class Anonymous implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("gateway.mycosoft.anonymous", "true");
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
