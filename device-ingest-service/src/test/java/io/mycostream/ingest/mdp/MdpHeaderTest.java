package io.mycostream.ingest.mdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MdpHeaderTest {

    @Test
    void decodesTelemetryFromSideA() throws MdpFormatException {
        ByteBuffer frame = bytes("""
                5A A1         magic
                01            version
                01            type: telemetry
                FF FF FF FF   seq, the largest
                07 00 00 00   ack
                01            flags: acknowledgement requested
                A1 C0         side A to gateway
                00            reserved
                7B 7D         payload {}
                """);

        assertThat(MdpHeader.decode(frame)).isEqualTo(new MdpHeader(0x01, 4_294_967_295L, 7, 0x01, 0xA1, 0xC0));
        assertThat(frame.remaining()).as("left at the payload").isEqualTo(2);
    }

    @Test
    void refusesWhatIsNoHeader() {
        assertRefused("5A A1 01", "header needs 16 bytes, got 3");
        assertRefused("A1 5A 01 01" + " 00".repeat(12), "magic is 0x5AA1, expected 0xA15A");
        assertRefused("5A A1 02 01" + " 00".repeat(12), "version is 2, expected 1");
    }

    @Test
    void refusesFieldsThatDoNotFit() {
        assertThatThrownBy(() -> new MdpHeader(1, 1L << 32, 0, 0, 0xA1, 0xC0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seq is 4294967296, expected 0..4294967295");
        assertThatThrownBy(() -> new BackendHeader(5, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("type is 5, expected 1..4");
        assertThatThrownBy(() -> MdpFrame.of(new BackendHeader(1, 0, 0), new byte[65_536]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("payload length is 65536, expected 0..65535");
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> MdpHeader.decode(bytes(text)))
                .isInstanceOf(MdpFormatException.class)
                .hasMessage(message);
    }

    /** Hex digits up to two spaces; what follows on a line is for the reader. */
    private static ByteBuffer bytes(String text) {
        String digits = text.replaceAll("(?m)(?<=[0-9A-F]) {2,}.*$", "").replaceAll("\\s", "");
        return ByteBuffer.wrap(HexFormat.of().parseHex(digits));
    }
}
