package io.mycostream.ingest.mdp;

import static io.mycostream.ingest.mdp.Reading.atOnce;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MdpMessageTest {

    @ParameterizedTest
    @CsvSource({
        "1, Hello",
        "2, Telemetry",
        "4, Command",
        "5, Acknowledgement",
        "7, Event",
        "8, Acknowledgement",
        "9, Command",
        "10, Event",
        "11, Telemetry",
        "12, Telemetry",
        "13, DroneTelemetry",
        "14, DroneMissionStatus",
        "15, WifiSense",
        "16, Heartbeat",
        "19, Telemetry",
        "20, Command",
        "21, Event",
        "22, Acknowledgement"
    })
    void theWorkedExamplesSayWhatTheirTitlesSay(int number, String family) {
        MdpFrame frame = (MdpFrame) atOnce(Examples.valid(number).wire()).getFirst();

        assertThat(MdpMessage.of(frame).getClass().getSimpleName()).isEqualTo(family);
    }

    @Test
    void anAnswerSaysNoByItsFlagOrByTheOldType() {
        assertThat(MdpMessage.of(answer(3, MdpFlag.IS_ACK.bit())))
                .matches(message -> ((MdpMessage.Acknowledgement) message).positive());
        assertThat(MdpMessage.of(answer(3, MdpFlag.IS_NACK.bit())))
                .matches(message -> !((MdpMessage.Acknowledgement) message).positive());
        assertThat(MdpMessage.of(answer(4, 0))).matches(message -> !((MdpMessage.Acknowledgement) message).positive());
    }

    @Test
    void aBackendAnswerSaysNoInItsBody() {
        MdpFrame yes = MdpFrame.of(new BackendHeader(4, 1, 0), "{\"success\": true}".getBytes(UTF_8));
        MdpFrame no = MdpFrame.of(new BackendHeader(4, 1, 0), "{\"success\": false}".getBytes(UTF_8));

        assertThat(((MdpMessage.Acknowledgement) MdpMessage.of(yes)).positive()).isTrue();
        assertThat(((MdpMessage.Acknowledgement) MdpMessage.of(no)).positive()).isFalse();
    }

    private static MdpFrame answer(int type, int flags) {
        return MdpFrame.of(new MdpHeader(type, 1, 9, flags, 0xA1, 0xC0), new byte[0]);
    }
}
