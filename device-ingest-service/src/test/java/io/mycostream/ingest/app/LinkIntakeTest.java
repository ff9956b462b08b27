package io.mycostream.ingest.app;

import static io.mycostream.ingest.app.OpenLink.answer;
import static io.mycostream.ingest.app.OpenLink.frame;
import static io.mycostream.ingest.app.OpenLink.greeting;
import static io.mycostream.ingest.app.OpenLink.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.board.BoardCounts;
import io.mycostream.ingest.device.CounterEpochs;
import io.mycostream.publisher.Event;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the frames that are heard over a link. */
class LinkIntakeTest {

    private final OpenLink link = new OpenLink();

    @AfterEach
    void close() {
        link.close();
    }

    @Test
    void readsAFrameThatComesInPieces() {
        byte[] frame = reading(1);

        for (byte piece : frame) {
            link.intake.received(new byte[] {piece, 99}, 1);
        }

        assertThat(link.events).hasSize(1);
    }

    @Test
    void dropsAFrameThatComesAgain() {
        link.receive(reading(1));
        link.receive(reading(1));
        link.receive(reading(2));

        assertThat(link.events).hasSize(2);
        assertThat(sequence("duplicate")).isEqualTo(1);
    }

    @Test
    void anAnsweredQuestionIsNeitherAGapNorARestart() {
        link.receive(reading(57));
        link.receive(answer(58));
        link.receive(reading(59));

        assertThat(link.events)
                .extracting(Event::source)
                .containsExactly("device:mycobrain--dev-ttyACM0", "device:mushroom1");
        assertThat(sequence("gap") + sequence("restart") + sequence("duplicate"))
                .isZero();
    }

    @Test
    void hearsABoardThatTakesNoQuestion() {
        LinkIntake intake = link.newIntake(new CounterEpochs());
        byte[] frame = reading(1);

        intake.opened(_ -> false);
        intake.received(frame, frame.length);

        assertThat(link.events).hasSize(1);
    }

    @Test
    void tellsWhoIsHeardAndHowWell() {
        link.receive(frame(6, 1, "{\"device_id\":\"mushroom1\",\"sensors\":[\"ai1\"]}"));
        link.receive(reading(3));
        link.receive(reading(3));
        link.receive(new byte[] {5, 1, 0});
        link.receive(greeting(4, "hyphae1"));
        link.intake.closed();

        assertThat(link.changes)
                .extracting(
                        change -> change.kind().label() + ' ' + change.board().deviceId())
                .containsExactly("online mushroom1", "identity_changed mushroom1", "online hyphae1", "offline hyphae1");
        assertThat(link.changes.getFirst().board().profile().sensors()).containsExactly("ai1");
        assertThat(link.changes.get(1).board().counts())
                .isEqualTo(new BoardCounts(3, 1, 1, 1, 0, 1, 0, Map.of("cobs_error", 1L)));
        assertThat(link.changes.getLast().board().counts().frames()).isEqualTo(1);
    }

    @Test
    void countsGreetingsThatItRefuses() {
        link.receive(frame(6, 1, "{\"device_id\":\"\"}"));
        link.receive(frame(1, 2, "{}"));

        assertThat(link.counted("ingest.greetings.refused")).isEqualTo(1);
        assertThat(link.events).singleElement().extracting(Event::source).isEqualTo("device:mycobrain--dev-ttyACM0");
    }

    @Test
    void countsOpenLinks() {
        assertThat(link.meters.get("ingest.links.open").gauge().value()).isEqualTo(1);

        link.intake.closed();
        assertThat(link.meters.get("ingest.links.open").gauge().value()).isZero();
    }

    @Test
    void countsReadingsBehindWhichMoreIsWaiting() {
        link.intake.received(new byte[64], 63);
        link.intake.received(new byte[64], 64);

        assertThat(link.counted("ingest.reads.full")).isEqualTo(1);
    }

    @Test
    void whatItFailsOverCostsNothingBehindIt() {
        link.failing(true);
        link.receive(reading(1));
        link.print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        link.failing(false);

        link.receive(reading(2));

        assertThat(link.events).hasSize(1);
        assertThat(link.counted("ingest.failures")).isEqualTo(2);
        assertThat(sequence("gap")).isZero();
    }

    @Test
    void publishesWhatHappensOnABoardInItsPlaceAmongWhatItMeasures() {
        link.receive(greeting(1, "mushroom1"));
        link.receive(reading(2));
        link.receive(frame(5, 3, "{\"event\":\"estop_activated\"}"));
        link.receive(frame(5, 3, "{\"event\":\"estop_activated\"}"));
        link.receive(reading(4));

        assertThat(link.events)
                .extracting(Event::channel)
                .containsExactly("devices:telemetry", "devices:events", "devices:telemetry");
        assertThat(link.events).extracting(Event::source).containsOnly("device:mushroom1");
        assertThat(link.events.get(1).toEnvelope().data())
                .isEqualTo("{\"device_id\":\"mushroom1\",\"event\":{\"event\":\"estop_activated\"},"
                        + "\"kind\":\"json\",\"link\":\"/dev/ttyACM0\",\"process\":\"lab:8081\"}");
        assertThat(happened("json")).isEqualTo(1);
        assertThat(sequence("duplicate")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "5, json, 7b2261223a317d",
        "5, envelope, 7b2261223a317d2c2262223a327d",
        "5, cmd_result, 0100040004000000",
        "9, json, 7b2261223a317d"
    })
    void countsWhatHappensByItsForm(int type, String kind, String payload) {
        link.receive(frame(type, 1, HexFormat.of().parseHex(payload)));

        assertThat(link.events).singleElement().extracting(Event::channel).isEqualTo("devices:events");
        assertThat(happened(kind)).isEqualTo(1);
    }

    @Test
    void theMissionOfADroneIsCountedToo() {
        link.receive(frame(9, 1, new byte[74]));

        assertThat(happened("drone_mission_status")).isEqualTo(1);
    }

    private double happened(String kind) {
        return link.counted("ingest.events", "kind", kind);
    }

    private double sequence(String event) {
        return link.counted("ingest.sequence", "event", event);
    }
}
