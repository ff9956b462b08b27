package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every conversation in {@code src/test/resources/dialects} goes as it is written, with the real gateway. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TranscriptTest {

    /** Said only by a gateway that is impatient, stops, or has lost something: shown by tests of their own. */
    private static final Pattern ELSEWHERE = Pattern.compile("MycosoftGap|Geminivideo(Heartbeat|Disconnected)");

    @Inject
    TranscriptRun run;

    static List<Transcript> conversations() {
        return Transcript.all("default");
    }

    @Order(1)
    @ParameterizedTest(name = "{0}", allowZeroInvocations = true)
    @MethodSource("conversations")
    void goesAsWritten(Transcript conversation) throws Exception {
        run.hold(conversation);
    }

    /** So that no description stays of what the gateway does not say any more. */
    @Order(2)
    @Test
    void everyMessageThatIsDescribedWasSaid() {
        assumeThat(System.getProperty("transcript"))
                .as("all conversations were held")
                .isNull();

        assertThat(run.described().unseen())
                .filteredOn(message -> !ELSEWHERE.matcher(message).matches())
                .isEmpty();
    }
}
