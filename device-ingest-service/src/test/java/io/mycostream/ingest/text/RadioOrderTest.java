package io.mycostream.ingest.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RadioOrderTest {

    @Test
    void isSpelledAsTheGatewayReadsIt() {
        assertThat(new RadioOrder(2, 161, new byte[] {1, 2, 3}).line())
                .isEqualTo("{\"cmd\":2,\"dst\":161,\"data\":[1,2,3]}\n");
        assertThat(new RadioOrder(5, 0xFF, (byte) 0x80, (byte) 0xFF).line())
                .isEqualTo("{\"cmd\":5,\"dst\":255,\"data\":[128,255]}\n");
        assertThat(new RadioOrder(2, 161).line()).isEqualTo("{\"cmd\":2,\"dst\":161,\"data\":[]}\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"sent\":true,\"seq\":4}", "{\"error\":\"json_parse\"}"})
    void itsAnswersAreUnderstood(String answer) {
        assertThat(TextReader.read(answer)).isInstanceOf(TextMessage.LinkStatus.class);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1, -1})
    void theLongestPayloadFitsIntoAPacketWhateverItHolds(byte content) {
        byte[] longest = new byte[RadioOrder.MAX_PAYLOAD];
        Arrays.fill(longest, content);

        assertThat(new RadioOrder(2, 161, longest)).isEqualTo(new RadioOrder(2, 161, longest.clone()));
        assertThat(frame(longest).fitsRadio()).isTrue();
        assertThat(frame(Arrays.copyOf(longest, longest.length + 1)).fitsRadio())
                .isFalse();
    }

    private static MdpFrame frame(byte[] payload) {
        MdpHeader header = new MdpHeader(2, 0xFFFF_FFFFL, 0xFFFF_FFFFL, MdpFlag.ACK_REQUESTED.bit(), 0xC0, 0xA1);
        return MdpFrame.of(header, payload);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> new RadioOrder(256, 161))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type is 256, expected 0..255");
        assertThatThrownBy(() -> new RadioOrder(2, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("destination is -1, expected 0..255");
        assertThatThrownBy(() -> new RadioOrder(2, 161, new byte[236]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload length is 236, expected 0..235");
    }
}
