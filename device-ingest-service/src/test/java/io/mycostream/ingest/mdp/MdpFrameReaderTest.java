package io.mycostream.ingest.mdp;

import static io.mycostream.ingest.mdp.Reading.atOnce;
import static io.mycostream.ingest.mdp.Reading.byteByByte;
import static io.mycostream.ingest.mdp.Reading.join;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.ingest.mdp.Rejection.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MdpFrameReaderTest {

    private static final byte[] FRAME = Examples.valid(3).wire();
    private static final MdpInput READ = atOnce(FRAME).getFirst();

    @Test
    void aConsoleLineLeavesWhenItEndsAndNotAtTheNextDelimiter() {
        assertThat(atOnce(text("Alive: 7\r\nAlive: 8\nAliv")))
                .containsExactly(new TextLine("Alive: 7"), new TextLine("Alive: 8"));
    }

    @Test
    void aLastLineIsEndedByTheDelimiterToo() {
        assertThat(atOnce(text("one\n\n  two\r\0"))).containsExactly(new TextLine("one"), new TextLine("  two"));
    }

    @Test
    void blankLinesAreNoText() {
        assertThat(atOnce(text("\n \t\r\n\r\nline\n\n\0 \n\0"))).containsExactly(new TextLine("line"));
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() {
        byte[] line = join(text("Ä "), new byte[] {(byte) 0xC3, (byte) 0xFF}, text("\n"));

        assertThat(atOnce(line)).containsExactly(new TextLine("Ä \uFFFD\uFFFD"));
    }

    @Test
    void aLineIsCutAt64KiB() {
        byte[] line = join(filled('x', 3 * MdpFrameReader.MAX_LINE), text("\r\n"));
        List<MdpInput> expected =
                List.of(new TextLine("x".repeat(MdpFrameReader.MAX_LINE)), new TextLine("next"), READ);

        assertThat(atOnce(join(line, text("next\n"), FRAME))).isEqualTo(expected);
        assertThat(byteByByte(join(line, text("next\n"), FRAME))).isEqualTo(expected);
    }

    @Test
    void aLineLongerThanAFrameMayStandInFrontOfOne() {
        assertThat(atOnce(join(filled('x', 5000), text("\n"), FRAME)))
                .containsExactly(new TextLine("x".repeat(5000)), READ);
    }

    @Test
    void moreBlankLinesThanAFrameHasBytesDoNotCostALine() {
        byte[] blank = filled('\n', 5000);

        assertThat(atOnce(join(blank, text("line\n"), FRAME))).containsExactly(new TextLine("line"), READ);
    }

    @ParameterizedTest
    @CsvSource({"2048, crc_error", "2049, oversize", "5000, oversize"})
    void whatIsNotTextMayHave2048Bytes(int length, String reason) {
        byte[] chunk = filled(0x01, length);

        List<MdpInput> found = atOnce(join(text("in front\n"), chunk, new byte[1], FRAME));

        assertThat(found).hasSize(3).endsWith(READ);
        assertThat(((Rejection) found.get(1)).reason().label()).isEqualTo(reason);
        assertThat(byteByByte(join(text("in front\n"), chunk, new byte[1], FRAME)))
                .isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", " ", "\n"})
    void textWithoutALineEndIsAsLongAsAFrameAtMost(String character) {
        byte[] chunk = filled(character.charAt(0), 2049);

        assertThat(atOnce(join(chunk, FRAME)))
                .as("a frame ends it")
                .singleElement()
                .matches(found -> found instanceof Rejection rejection && rejection.reason() == Reason.OVERSIZE);
        assertThat(atOnce(join(chunk, new byte[1], FRAME)))
                .as("a delimiter ends it")
                .satisfiesExactly(
                        found -> assertThat(((Rejection) found).reason()).isEqualTo(Reason.OVERSIZE),
                        found -> assertThat(found).isEqualTo(READ));
    }

    @Test
    void theLongestFrameIsRead() {
        MdpFrame longest = MdpFrame.of(new MdpHeader(1, 7, 0, 0, 0xA1, 0xC0), filled('x', 2048 - 16 - 2 - 8));
        assertThat(longest.encode()).hasSize(MdpFrameReader.MAX_CHUNK + 1);

        assertThat(atOnce(longest.encode())).containsExactly(longest);
    }

    @Test
    void aBoardThatSendsTextOnlyIsHeardAlsoAfterAByteThatIsNone() {
        byte[] coloured = "\u001B[0;32mI (12) boot\u001B[0m\r\n".repeat(90).getBytes(UTF_8);
        byte[] telemetry = "{\"type\":\"telemetry\"}\r\n \r\nhalf \u0001 line\nnext\n".getBytes(UTF_8);

        List<MdpInput> found = byteByByte(join(coloured, telemetry));

        assertThat(found.getFirst())
                .isInstanceOfSatisfying(
                        Rejection.class,
                        rejection -> assertThat(rejection.reason()).isEqualTo(Reason.OVERSIZE));
        assertThat(found.subList(1, found.size()))
                .containsExactly(new TextLine("{\"type\":\"telemetry\"}"), new TextLine("next"));
    }

    @Test
    void linesOfTextInFrontOfWhatIsTooLongAreKept() {
        byte[] start = join(new byte[] {1}, "x\nfirst\nsecond\n".getBytes(UTF_8));
        byte[] rest = new byte[3000];
        Arrays.fill(rest, (byte) 1);

        List<MdpInput> found = atOnce(join(start, rest, new byte[1], "third\n".getBytes(UTF_8)));

        assertThat(found.subList(1, found.size()))
                .containsExactly(new TextLine("first"), new TextLine("second"), new TextLine("third"));
    }

    @Test
    void ofWhatIsTooLongNothingButWholeLinesOfTextIsUsedAndItCountsOnce() {
        byte[] frame = Arrays.copyOf(FRAME, FRAME.length - 1);
        byte[] lines = join(text("end\n"), frame, text("\nwhole\r\nmore\t"), frame, text("\n"));
        byte[] chunk = join(filled(0x01, 2100), lines, filled(0x01, 2100), text("\nbroken off"));

        List<MdpInput> found = atOnce(join(chunk, new byte[1], FRAME));

        assertThat(found).hasSize(3).endsWith(new TextLine("whole"), READ);
        assertThat(((Rejection) found.getFirst()).reason()).isEqualTo(Reason.OVERSIZE);
    }

    @Test
    void aLineInWhatIsTooLongIsCutToo() {
        byte[] start = new byte[2100];
        Arrays.fill(start, (byte) 1);
        start[2099] = '\n';

        List<MdpInput> found =
                atOnce(join(start, "x".repeat(MdpFrameReader.MAX_LINE + 5).getBytes(UTF_8), new byte[] {'\n'}));

        assertThat(found).hasSize(2).last().isEqualTo(new TextLine("x".repeat(MdpFrameReader.MAX_LINE)));
    }

    @Test
    void oversizeIsSaidOnceAndAtOnce() {
        List<MdpInput> found = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();

        for (int i = 0; i < 100; i++) {
            reader.feed(filled(0x01, 1000), found::add);
        }

        assertThat(found).hasSize(1);
    }

    @Test
    void aFrameIsFoundBehindEveryLineFeedOfNoise() {
        byte[] noise = join(new byte[] {0x05}, text("\nab\n\n"), new byte[] {0x02, 0x01, '\n'});

        assertThat(atOnce(join(noise, FRAME))).containsExactly(READ);
    }

    @Test
    void theShortestFrameIsFoundBehindNoise() {
        MdpFrame shortest = MdpFrame.of(new BackendHeader(1, 1, 1), new byte[0]);

        assertThat(atOnce(join(new byte[] {0x05, '\n'}, shortest.encode()))).containsExactly(shortest);
    }

    @Test
    void unnamedEndpointsTypesAndFlagsAreKeptAsNumbers() {
        MdpFrame frame = MdpFrame.of(new MdpHeader(0x77, 1, 2, 0xFF, 0x12, 0x34), text("{\"a\":1}"));

        assertThat(atOnce(frame.encode())).containsExactly(frame);
        assertThat(frame.source()).isEqualTo(0x12);
        assertThat(frame.flags()).containsExactly(MdpFlag.values());
        assertThat(MdpEndpoint.of(0x12)).isEmpty();
        assertThat(MdpMessage.of(frame)).isInstanceOf(MdpMessage.Unknown.class);
    }

    @Test
    void aSinkThatThrowsDoesNotHurtTheReader() {
        MdpFrameReader reader = new MdpFrameReader();
        Consumer<MdpInput> broken = found -> {
            throw new IllegalStateException("full");
        };
        List<MdpInput> found = new ArrayList<>();

        assertThatThrownBy(() -> reader.feed(FRAME, broken)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> reader.feed(text("line\n"), broken)).isInstanceOf(IllegalStateException.class);
        reader.feed(FRAME, found::add);

        assertThat(found).containsExactly(READ);
    }

    /**
     * Ten megabytes that never hold a delimiter. A reader that kept them would need 10 MB, one that looked at them again
     * for each read 10^13 steps; ten seconds are a hundred times what this takes.
     */
    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "x", " ", "\n", "\u0001\n", "\n\u0002\u0001", "x\n", "\u00FF"})
    void anEndlessStreamWithoutADelimiterNeitherGrowsNorSlowsDown(String pattern) {
        byte[] bytes = new byte[1000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) pattern.charAt(i % pattern.length());
        }
        MdpFrameReader reader = new MdpFrameReader();
        long[] textBytes = {0};

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 10_000; i++) {
                reader.feed(
                        bytes,
                        found -> textBytes[0] +=
                                found instanceof TextLine line ? line.text().length() : 1);
            }
        });

        assertThat(reader.capacity()).isLessThanOrEqualTo(MdpFrameReader.MAX_CHUNK + MdpFrameReader.MAX_LINE);
        assertThat(textBytes[0]).isLessThanOrEqualTo(10_000_000);
    }

    /** The worst chunk there is: a place to try a frame again every few bytes, each with a header that may be right. */
    @ParameterizedTest
    @ValueSource(strings = {"\n\u0005Z\u00A1\u0001", "\n\u0002\u0001", "\n\n\n"})
    void retryingWithinAChunkIsBounded(String pattern) {
        byte[] chunk = new byte[MdpFrameReader.MAX_CHUNK + 1];
        for (int i = 0; i < MdpFrameReader.MAX_CHUNK; i++) {
            chunk[i] = (byte) pattern.charAt(i % pattern.length());
        }
        chunk[0] = 0x01;
        MdpFrameReader reader = new MdpFrameReader();
        List<MdpInput> found = new ArrayList<>();

        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 200; i++) {
                reader.feed(chunk, found::add);
            }
        });

        assertThat(found).hasSize(200).allMatch(Rejection.class::isInstance);
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] filled(int b, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) b);
        return bytes;
    }
}
