package io.mycostream.ingest.app;

import static io.mycostream.ingest.app.OpenLink.answer;
import static io.mycostream.ingest.app.OpenLink.frame;
import static io.mycostream.ingest.app.OpenLink.greeting;
import static io.mycostream.ingest.app.OpenLink.insistentFrame;
import static io.mycostream.ingest.app.OpenLink.reading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.ingest.device.HelloCommand;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.spool.SpoolDirectory;
import io.mycostream.publisher.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is taken for whom when a board, or this process, was away. */
class ReturningBoardTest {

    private final OpenLink link = new OpenLink();

    @AfterEach
    void close() {
        link.close();
    }

    @Test
    void asksForTheNameWheneverTheLinkOpens() {
        link.comeBackAfter(Duration.ofSeconds(1));

        assertThat(link.asked).containsExactly(HelloCommand.encoded(), HelloCommand.encoded());
    }

    @Test
    void knowsABoardAgainThatWasAwayForAMoment() {
        link.receive(greeting(1, "mushroom1"));

        link.comeBackAfter(Duration.ofSeconds(20));
        link.receive(frame(1, 2, "{}"));

        assertThat(link.events).singleElement().extracting(Event::source).isEqualTo("device:mushroom1");
    }

    @Test
    void goesOnWithABoardThatCountedOnWhileTheLinkWasClosed() {
        link.receive(greeting(1, "mushroom1"));
        link.receive(reading(2));

        link.comeBackAfter(Duration.ofSeconds(20));
        link.receive(answer(6));
        link.receive(reading(7));

        assertThat(link.events).extracting(Event::source).containsExactly("device:mushroom1", "device:mushroom1");
        // a greeting out of turn is taken for a restart, also when it was asked for
        assertThat(link.counted("ingest.sequence", "event", "restart")).isEqualTo(1);
    }

    @Test
    void doesNotTakeAnotherBoardForTheOneThatLeftLongAgo() {
        link.receive(greeting(1, "mushroom1"));

        link.comeBackAfter(Duration.ofMinutes(2));
        link.receive(frame(1, 2, "{}"));

        assertThat(link.events).singleElement().extracting(Event::source).isEqualTo("device:mycobrain--dev-ttyACM0");
    }

    @Test
    void hearsTheGreetingOfABoardThatCountsAsTheOneDidThatLeftLongAgo() {
        link.receive(greeting(1, "mushroom1"));

        link.comeBackAfter(Duration.ofMinutes(2));
        link.receive(greeting(1, "mushroom1"));
        link.receive(frame(1, 2, "{}"));

        assertThat(link.events).singleElement().extracting(Event::source).isEqualTo("device:mushroom1");
    }

    @Test
    void doesNotAcknowledgeToABoardWhatAnotherSaidThatLeftLongAgo() {
        for (long seq = 1; seq <= 3; seq++) {
            link.receive(binary(seq));
        }
        await().untilAsserted(() -> assertThat(acknowledged()).containsExactly(1L, 2L, 3L));

        link.comeBackAfter(Duration.ofMinutes(2));
        link.receive(binary(2));
        link.receive(binary(1));

        // a board forgets all up to the number it is told: this one would have forgotten its first frame, and its third
        await().untilAsserted(() -> assertThat(acknowledged()).containsExactly(1L, 2L, 3L, 1L));
    }

    @Test
    void dropsAnUnfinishedFrameWhenTheLinkCloses() {
        byte[] frame = reading(1);
        link.intake.received(frame, frame.length / 2);

        link.comeBackAfter(Duration.ofSeconds(1));
        link.receive(reading(2));

        assertThat(link.events).hasSize(1);
        assertThat(link.counted("ingest.frames", "outcome", "valid")).isEqualTo(1);
        assertThat(link.counted("ingest.frames", "outcome", "crc_error")).isZero();
    }

    @Test
    void whatIsSaidAgainAfterTheProcessWasKilledHasItsIdAgain(@TempDir Path folder) throws Exception {
        String envelope =
                "{\"hdr\":{\"msgId\":\"42\"},\"seq\":42,\"pack\":[{\"id\":\"ai1\",\"v\":1}]},\"hash\":\"sha256:aa\"}";
        byte[] reading = insistentFrame(1, 7, "{\"n\":7}".getBytes(UTF_8));

        processHears(folder, reading, frame(1, 9, envelope));
        processHears(folder, reading, frame(1, 10, envelope));

        List<String> ids = link.events.stream().map(Event::messageId).toList();
        assertThat(ids).hasSize(4);
        assertThat(ids.get(1)).as("in another frame").isEqualTo(ids.get(3)).isNotEqualTo(ids.get(0));
        assertThat(ids.get(0)).isEqualTo(ids.get(2));
    }

    @Test
    void aStopThatIsSaidAgainAfterTheProcessWasKilledHasItsIdAgain(@TempDir Path folder) throws Exception {
        byte[] stop = insistentFrame(5, 7, "{\"event\":\"estop_activated\"}".getBytes(UTF_8));

        processHears(folder, stop);
        processHears(folder, stop);

        assertThat(link.events)
                .hasSize(2)
                .extracting(Event::messageId)
                .containsOnly(link.events.getFirst().messageId());
    }

    /** A process that starts, hears this, and is killed. */
    private void processHears(Path folder, byte[]... frames) throws Exception {
        try (SpoolDirectory directory = SpoolDirectory.open(folder)) {
            CounterEpochs counters = new CounterEpochs();
            counters.keepIn(directory);
            LinkIntake intake = link.newIntake(counters);
            intake.opened(link.line);
            for (byte[] frame : frames) {
                intake.received(frame, frame.length);
            }
        }
    }

    private List<Long> acknowledged() {
        List<Long> numbers = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();
        link.asked.forEach(said -> reader.feed(said, input -> {
            if (input instanceof MdpFrame frame && frame.type() == MdpType.ACK) {
                numbers.add(frame.ack());
            }
        }));
        return numbers;
    }

    private static byte[] binary(long seq) {
        return insistentFrame(1, seq, new byte[] {1, 2, 3});
    }
}
