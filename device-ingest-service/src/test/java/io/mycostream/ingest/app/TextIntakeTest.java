package io.mycostream.ingest.app;

import static io.mycostream.ingest.app.OpenLink.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.publisher.Event;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the lines of text that are heard over a link. */
class TextIntakeTest {

    private final OpenLink link = new OpenLink();

    @AfterEach
    void close() {
        link.close();
    }

    @Test
    void publishesWhatABoardSaysInTextUnderTheNameItGives() {
        link.print("{\"type\":\"telemetry\",\"board_id\":\"AA:BB:CC:DD:EE:FF\",\"ai1_voltage\":0.5}\r\n");
        link.print("#live AMB addr=0x77 age=2042ms T=20.50C RH=40.29% P=705.71hPa Gas=48123Ohm IAQ=N/A\n");

        assertThat(link.events).extracting(Event::source).containsOnly("device:AA:BB:CC:DD:EE:FF");
        assertThat(link.events)
                .extracting(event -> event.toEnvelope().data())
                .satisfiesExactly(
                        json -> assertThat(json).contains("\"ai1_voltage\":0.5"),
                        json -> assertThat(json).contains("\"temperature\":20.50"));
        assertThat(linesOf("telemetry")).isEqualTo(1);
        assertThat(linesOf("sensor_line")).isEqualTo(1);
    }

    @Test
    void aBoardThatNamesItselfInTextKeepsItsFirmwareAndRole() {
        link.print("{\"type\":\"device_identity\",\"board_id\":\"A1B2C3D4E5F6\",\"firmware_version\":\"1.4.0\"}\n");
        link.print("{\"type\":\"telemetry\",\"data\":{\"ai1_voltage\":0.5}}\n");

        assertThat(link.events).singleElement().extracting(Event::source).isEqualTo("device:A1B2C3D4E5F6");
    }

    @Test
    void linesOfARadioGatewayAreCountedAndNotPublished() {
        link.print("{\"t_ms\":1,\"src\":177,\"dst\":192,\"seq\":4,\"ack\":0,\"type\":1,\"flags\":1}\n");
        link.print("{\"t_ms\":2,\"src\":177,\"dst\":192,\"seq\":7,\"ack\":0,\"type\":1,\"flags\":1}\n");
        link.print("{\"sent\":true,\"seq\":1}\n{\"half\nE (12) boot\n");

        assertThat(link.events).isEmpty();
        assertThat(radioFrames("heard")).isEqualTo(2);
        assertThat(radioFrames("missing")).isEqualTo(2);
        assertThat(linesOf("link_header")).isEqualTo(2);
        assertThat(linesOf("link_status")).isEqualTo(1);
        assertThat(linesOf("malformed")).isEqualTo(1);
        assertThat(linesOf("noise")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t_ms\":1,\"src\":177,\"dst\":192,\"seq\":4,\"ack\":0,\"type\":1,\"flags\":1}",
                "{\"side\":\"gateway\",\"status\":\"boot\"}",
                "{\"type\":\"err\",\"cmd\":\"x\"}",
                "{\"ok\":true}"
            })
    void aBoardIsThereWhateverItSaysInWordsThatAProgramUnderstands(String text) {
        link.print("{\"half\nE (12) boot\n");
        assertThat(link.changes).isEmpty();

        link.print(text + '\n');

        assertThat(link.changes)
                .extracting(
                        change -> change.kind().label() + ' ' + change.board().deviceId())
                .containsExactly("online mycobrain--dev-ttyACM0");
        assertThat(link.events).isEmpty();
    }

    @Test
    void doesNotAskABoardAgainThatHasSpokenInTextOnly() {
        link.print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        link.comeBackAfter(Duration.ofSeconds(1));

        assertThat(link.asked).hasSize(1);
    }

    @Test
    void asksABoardAgainThatPrintsTextBetweenItsFrames() {
        link.print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        link.receive(frame(1, 1, "{}"));
        link.comeBackAfter(Duration.ofSeconds(1));

        assertThat(link.asked).hasSize(2);
    }

    @Test
    void asksWhoeverIsAtThePortLongAfterABoardThatSpokeInTextLeft() {
        link.print("{\"type\":\"telemetry\",\"ai1_voltage\":0.5}\n");
        link.comeBackAfter(Duration.ofMinutes(2));

        assertThat(link.asked).hasSize(2);
    }

    private double linesOf(String textClass) {
        return link.counted("ingest.text.lines", "class", textClass);
    }

    private double radioFrames(String event) {
        return link.counted("ingest.radio.frames", "event", event);
    }
}
