package io.mycostream.gateway.app;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conversations with an impatient gateway: those that say {@code gateway hasty}. */
@QuarkusTest
@TestProfile(Hasty.class)
@WithTestResource(RedisAndKeys.class)
class TranscriptHastyTest {

    @Inject
    TranscriptRun run;

    static List<Transcript> conversations() {
        return Transcript.all("hasty");
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("conversations")
    void goesAsWritten(Transcript conversation) throws Exception {
        run.hold(conversation);
    }
}
