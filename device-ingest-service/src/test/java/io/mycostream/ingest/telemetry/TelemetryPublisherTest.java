package io.mycostream.ingest.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.device.DeviceIdentity;
import io.mycostream.ingest.mdp.BackendHeader;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.publisher.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryPublisherTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T07:15:30.123456789Z");
    private static final DeviceIdentity DEVICE =
            new DeviceIdentity("mushroom1", Optional.empty(), Optional.of("mushroom1"));

    private final List<Event> events = new ArrayList<>();
    private final TelemetryPublisher publisher =
            new TelemetryPublisher((event, _) -> events.add(event), InstantSource.fixed(RECEIVED));

    @Test
    void saysWhoMeasuredWhatAndWhenItWasReceived() {
        publisher.publish(DEVICE, message(1, "{\"b\":1,\"a\":[1.50,null],\"huge\":123456789012345678901234567890}"));

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.channel()).isEqualTo("devices:telemetry");
            assertThat(event.source()).isEqualTo("device:mushroom1");
            assertThat(event.timestamp()).isEqualTo("2026-11-20T07:15:30.123456Z");
            assertThat(event.toEnvelope().data())
                    .isEqualTo("{\"device_id\":\"mushroom1\",\"telemetry\":"
                            + "{\"b\":1,\"a\":[1.50,null],\"huge\":123456789012345678901234567890}}");
        });
    }

    @Test
    void givesEveryEventAnIdOfItsOwn() {
        publisher.publish(DEVICE, message(1, "{}"));
        publisher.publish(DEVICE, message(1, "{}"));

        assertThat(events.getFirst().messageId()).isNotEqualTo(events.getLast().messageId());
    }

    @Test
    void writesNoNumbersThatJsonDoesNotHave() {
        publisher.publish(DEVICE, message(1, "{\"a\":NaN,\"b\":[-Infinity]}"));

        assertThat(telemetry()).containsExactly("{\"a\":null,\"b\":[null]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void publishesWhatBoardsAndDronesMeasure(int type) {
        publisher.publish(DEVICE, message(type, "{\"n\":1}"));

        assertThat(telemetry()).containsExactly("{\"n\":1}");
    }

    @Test
    void publishesTheBackendsFormToo() {
        byte[] payload = "{\"temperature\": 25.5}".getBytes(UTF_8);

        publisher.publish(DEVICE, MdpMessage.of(MdpFrame.of(new BackendHeader(1, 0, 1_774_742_400L), payload)));

        assertThat(telemetry()).containsExactly("{\"temperature\":25.5}");
    }

    @ParameterizedTest
    @CsvSource({"2, command", "3, acknowledgement", "5, event", "6, greeting", "9, mission status", "42, unknown"})
    void publishesNothingElse(int type, String what) {
        publisher.publish(DEVICE, message(type, "{\"n\":1}"));

        assertThat(events).as(what).isEmpty();
    }

    @Test
    void publishesNothingFromWhatItCannotReadOrThatIsEmpty() {
        publisher.publish(DEVICE, message(1, "no JSON"));
        publisher.publish(DEVICE, message(1, ""));
        publisher.publish(DEVICE, message(7, ""));

        assertThat(events).isEmpty();
    }

    @Test
    void turnsAListOfReadingsIntoMembers() {
        publisher.publish(
                DEVICE,
                message(
                        1,
                        "{\"hdr\":{},\"pack\":[{\"id\":\"ai1\",\"v\":0.5000,\"u\":\"V\"},{\"id\":\"mos1\",\"v\":0},"
                                + "{\"id\":\"ai1\",\"v\":0.75,\"u\":\"mV\"},{\"v\":1},{\"id\":\"x\"},{\"id\":\"y\",\"v\":null},7]}"));

        assertThat(telemetry()).containsExactly("{\"ai1\":0.75,\"mos1\":0,\"units\":{\"ai1\":\"mV\"}}");
    }

    @Test
    void leavesUnitsOutWhenNoneAreGivenOrASensorIsCalledSo() {
        publisher.publish(DEVICE, message(1, "{\"pack\":[{\"id\":\"a\",\"v\":1,\"u\":\"V\"},{\"id\":\"a\",\"v\":2}]}"));
        publisher.publish(DEVICE, message(1, "{\"pack\":[{\"id\":\"units\",\"v\":3,\"u\":\"V\"}]}"));

        assertThat(telemetry()).containsExactly("{\"a\":2}", "{\"units\":3}");
    }

    @Test
    void recognisesAnEnvelopeThatComesAgainInAnotherFrame() {
        Repetitions repetitions = new Repetitions();
        String first = "{\"hdr\":{\"msgId\":\"1\"},\"seq\":1},\"hash\":\"sha256:aa\"}";
        String second = "{\"hdr\":{\"msgId\":\"2\"},\"seq\":2},\"hash\":\"sha256:bb\"}";

        assertThat(repetitions.isRepeated(message(1, first))).isFalse();
        assertThat(repetitions.isRepeated(message(1, second))).isFalse();
        assertThat(repetitions.isRepeated(message(1, first))).isTrue();
        assertThat(repetitions.isRepeated(message(1, first.replace("aa", "cc"))))
                .as("the same number, another content: a board that counts anew")
                .isFalse();
        assertThat(repetitions.isRepeated(message(1, "{\"n\":1}"))).isFalse();
        assertThat(repetitions.isRepeated(message(1, "{\"n\":1}")))
                .as("a reading may be the same for hours")
                .isFalse();
    }

    @Test
    void forgetsEnvelopesAfterAWhile() {
        Repetitions repetitions = new Repetitions();
        for (int seq = 0; seq <= 256; seq++) {
            assertThat(repetitions.isRepeated(message(1, "{\"seq\":" + seq + "},\"sig\":\"\"}")))
                    .isFalse();
        }

        assertThat(repetitions.isRepeated(message(1, "{\"seq\":256},\"sig\":\"\"}")))
                .isTrue();
        assertThat(repetitions.isRepeated(message(1, "{\"seq\":0},\"sig\":\"\"}")))
                .isFalse();
    }

    private List<String> telemetry() {
        return events.stream()
                .map(event -> event.toEnvelope().data())
                .map(data -> data.substring(data.indexOf("\"telemetry\":") + 12, data.length() - 1))
                .toList();
    }

    private static MdpMessage message(int type, String payload) {
        MdpHeader header = new MdpHeader(type, 1, 0, 0, 0xA1, 0xC0);
        return MdpMessage.of(MdpFrame.of(header, payload.getBytes(UTF_8)));
    }
}
