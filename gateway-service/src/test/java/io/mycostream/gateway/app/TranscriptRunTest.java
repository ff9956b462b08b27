package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A conversation that goes otherwise than it is written fails, at the line where it does. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class TranscriptRunTest {

    private static final String SOCKET = "# title\nopen ws /ws/devices/lab-1\n<- {\"type\": \"connected\", ...}\n";
    private static final String EVENTS = "# title\nopen sse /api/stream/devices/lab-1\n<- event connected {...}\n";
    private static final String READING =
            "pub devices:telemetry {\"device_id\": \"lab-1\", \"telemetry\": {\"n\": 1}}\n";

    @Inject
    TranscriptRun run;

    @ParameterizedTest
    @ValueSource(
            strings = {
                // another message, none that was written, one that was not
                SOCKET + READING + "<- {\"data\": {\"n\": 2}, ...}",
                SOCKET + READING + "--",
                SOCKET + READING + "-> {\"type\": \"ping\"}\n<- {\"type\": \"pong\", ...}",
                SOCKET + "-> {\"type\": \"ping\"}\n<- close 1000",
                SOCKET + READING + "<- event telemetry {...}",
                EVENTS + READING + "<- event telemetry {...}",
                EVENTS + READING + "<- event another id <uuid> {...}",
                EVENTS + READING + "<- event telemetry id <uuid> retry 3000 {...}",
                EVENTS + READING + "<- : a comment",
                EVENTS + READING + "<- end",
                "# title\n\nopen ws /ws/nothing",
                "# title\nas forged\nopen ws /ws/devices/lab-1\n<- {...}",
                "# title\nas forged\nopen ws /ws/devices/lab-1\n<- close 1008 Another reason",
                "# title\nas forged\nopen ws /ws/devices/lab-1\n<- close 1000 Invalid token",
                "# title\nas forged\nopen sse /api/stream/devices/lab-1\n<- event connected {...}",
                "# title\nas forged\nopen sse /api/stream/devices/lab-1\n<- status 200",
                "# title\nas forged\nget /ws/devices/status\n<- status 401 {\"error\": \"Another\"}",
                "# title\nget /ws/devices/status\n<- header Content-Type text/html",
            })
    void failsAtTheLineThatIsWrong(String text) {
        int lines = (int) text.lines().count();

        assertThatThrownBy(() -> run.hold(Transcript.parse("x.txt", text)))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("dialects/x.txt:" + lines + ": not as written\n  line ");
    }

    @ParameterizedTest
    @ValueSource(strings = {SOCKET, EVENTS})
    void failsAtTheEndForWhatIsNotWritten(String text) {
        assertThatThrownBy(() -> run.hold(Transcript.parse("x.txt", text + READING + READING)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("was to come, but: ")
                .hasMessageContaining("\"n\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hear x:y\nplain x:y {\"n\": 1}",
                "hear x:y\nplain x:y {\"n\": 1}\nheard x:y {\"n\": 2}",
                "heard x:y {...}",
            })
    void failsForWhatIsHeardOnRedis(String text) {
        assertThatThrownBy(() -> run.hold(Transcript.parse("x.txt", "# title\n" + text)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("x:y");
    }

    @Test
    void hearsWhatIsPublished() {
        assertThatCode(() -> run.hold(Transcript.parse("x.txt", """
                        # title
                        hear  "x y"
                        plain "x y" {"id": "a b"}
                        heard "x y" {"id": "<id:a>"}
                        pub   "x y" id 17 {"id": "<id:a>"}
                        heard "x y" {"channel": "x y", "data": {"id": "<id:a>"}, "message_id": "17", ...}
                        """))).doesNotThrowAnyException();
    }

    // marks are told from messages that are dropped like them
    @Test
    void isNotMisledByMessagesThatAreDropped() {
        String broken = "plain devices:telemetry {\n".repeat(50);

        assertThatThrownBy(() -> run.hold(Transcript.parse("x.txt", SOCKET + broken + READING + "--")))
                .hasMessageContaining("nothing was to come, but: {");
        assertThatCode(() -> run.hold(Transcript.parse("x.txt", SOCKET + broken + "--")))
                .doesNotThrowAnyException();
    }

    @Test
    void goesOnAfterAFailure() {
        assertThatThrownBy(() -> run.hold(Transcript.parse(
                        "x.txt", SOCKET + "-> x\n<- close 1000\n" + READING))) // nothing of this one may be left
                .isInstanceOf(AssertionError.class);

        assertThatCode(() -> run.hold(Transcript.parse("x.txt", SOCKET + "--"))).doesNotThrowAnyException();
    }
}
