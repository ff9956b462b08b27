package io.mycostream.gateway.app;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every conversation in {@code src/test/resources/dialects} goes as it is written, with the real gateway. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class TranscriptTest {

    @Inject
    TranscriptRun run;

    static List<Transcript> conversations() {
        return Transcript.all("default");
    }

    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("conversations")
    void goesAsWritten(Transcript conversation) throws Exception {
        run.hold(conversation);
    }
}
