package io.mycostream.ingest.mdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sum and stuffing by themselves. */
class PartsTest {

    @ParameterizedTest
    @MethodSource("sums")
    void sumIsAsPrinted(String part) {
        String[] columns = part.split(" {2,}", 0);

        assertThat(Crc16.of(bytes(columns[1]))).isEqualTo(HexFormat.fromHexDigits(columns[2]));
    }

    @ParameterizedTest
    @MethodSource("stuffed")
    void stuffingIsAsPrinted(String part) throws MdpFormatException {
        String[] columns = part.split(" {2,}", 0);

        assertThat(Cobs.encode(bytes(columns[1]))).isEqualTo(bytes(columns[2]));
        assertThat(Cobs.decode(bytes(columns[2]))).isEqualTo(bytes(columns[1]));
    }

    @Test
    void aRunOf254BytesIsAlsoReadWithoutTheGroupThatEndsIt() throws MdpFormatException {
        assertThat(Cobs.decode(bytes("FF 11x254"))).isEqualTo(bytes("11x254"));
    }

    @Test
    void stuffedBytesThatCannotBeAreRefused() {
        assertThatThrownBy(() -> Cobs.decode(bytes("03 11")))
                .isInstanceOf(MdpFormatException.class)
                .hasMessage("group at byte 0 reaches past the end at 2");
        assertThatThrownBy(() -> Cobs.decode(bytes("02 11 00")))
                .isInstanceOf(MdpFormatException.class)
                .hasMessage("byte 2 is zero, expected none within a frame");
    }

    @Test
    void sumOfAPartIsTheSumOfThatPart() {
        byte[] digits = bytes("FF 31 32 33 34 35 36 37 38 39 FF");

        assertThat(Crc16.of(digits, 1, 10)).isEqualTo(0x29B1);
    }

    static List<String> sums() {
        return parts("crc");
    }

    static List<String> stuffed() {
        return parts("cobs");
    }

    private static List<String> parts(String kind) {
        List<String> parts = Examples.lines("parts.txt").stream()
                .filter(line -> line.startsWith(kind + " "))
                .toList();
        assertThat(parts).isNotEmpty();
        return parts;
    }

    /** Hex digits with spaces; {@code 11x254} is 254 times 11. */
    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!text.equals("nothing")) {
            for (String word : text.split(" ", 0)) {
                String[] repeated = word.split("x", 0);
                byte[] run = new byte[repeated.length == 1 ? 1 : Integer.parseInt(repeated[1])];
                Arrays.fill(run, (byte) HexFormat.fromHexDigits(repeated[0]));
                bytes.writeBytes(run);
            }
        }
        return bytes.toByteArray();
    }
}
