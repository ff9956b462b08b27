package io.mycostream.ingest.mdp;

import static io.mycostream.ingest.mdp.Reading.atOnce;
import static io.mycostream.ingest.mdp.Reading.byteByByte;
import static io.mycostream.ingest.mdp.Reading.join;
import static io.mycostream.ingest.mdp.Reading.splitAt;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.Examples.Malformed;
import io.mycostream.ingest.mdp.Rejection.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** Every malformed or special input of the worked examples, with the outcome stated there. */
class MalformedInputTest {

    private static final List<Malformed> EXAMPLES = Examples.malformed();

    @Test
    void allAreHere() {
        assertThat(EXAMPLES).hasSize(18);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void endsAsStated(Malformed example) {
        List<MdpInput> found = atOnce(example.wire());

        Optional<Reason> reason = Arrays.stream(Reason.values())
                .filter(each -> each.label().equals(example.expected()))
                .findFirst();
        if (reason.isPresent()) {
            assertThat(found)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Rejection.class,
                            rejection -> assertThat(rejection.reason()).isEqualTo(reason.get()));
            return;
        }
        switch (example.expected()) {
            case "ignored (empty chunk)", "kept for the next read, no error" ->
                assertThat(found).isEmpty();
            case "text, no error" ->
                assertThat(found).containsExactly(new TextLine("I2C scan:"), new TextLine("  found: 0x76"));
            case "valid frame, kind \"raw\", nothing published" -> {
                MdpFrame frame = (MdpFrame) found.getFirst();
                assertThat(found).hasSize(1);
                assertThat(frame.seq()).as("its number counts").isEqualTo(4);
                assertThat(MdpMessage.of(frame)).isInstanceOf(MdpMessage.Unreadable.class);
            }
            case "valid frame with seq 2, two text lines in front" -> {
                assertThat(found.subList(0, 2))
                        .containsExactly(new TextLine("live ON 1000 ms"), new TextLine("#live ====="));
                assertThat(found).hasSize(3);
                assertThat(((MdpFrame) found.get(2)).seq()).isEqualTo(2);
            }
            case "the second copy is a duplicate, nothing published twice" ->
                assertThat(found).as("which the sequence rules find").hasSize(2).containsOnly(found.getFirst());
            default -> throw new AssertionError("no such outcome: " + example.expected());
        }
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void endsTheSameWhereverItIsSplit(Malformed example) {
        List<MdpInput> expected = atOnce(example.wire());

        for (int place = 0; place <= example.wire().length; place++) {
            assertThat(splitAt(place, example.wire())).as("split at %d", place).isEqualTo(expected);
        }
        assertThat(byteByByte(example.wire())).as("byte by byte").isEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void doesNotHurtTheNextFrame(Malformed example) {
        byte[] frame = Examples.valid(3).wire();

        List<MdpInput> found = atOnce(join(example.wire(), new byte[1], frame));

        assertThat(found).endsWith(atOnce(frame).getFirst());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            M1  | sum is 0x319A, expected 0x377C, or its bytes swapped
            M2  | sum matches and frame starts with 0xA15A, expected 0xA15A with the sum low byte first, or a type 1..4 high byte first
            M4  | group reaches to byte 128, expected an end at 53 or before
            M6  | frame has 3 bytes, expected at least 15
            M7  | version is 2, expected 1
            M8  | sum matches and frame starts with 0x5AA1, expected 0xA15A with the sum low byte first, or a type 1..4 high byte first
            M9  | header announces 40 payload bytes, expected 7
            M14 | 2049 bytes without a delimiter, expected at most 2048
            """)
    void saysWhatWasSeenAndWhatWasExpected(String number, String message) {
        Rejection rejection =
                (Rejection) atOnce(Examples.malformed(number).wire()).getFirst();

        assertThat(rejection.message()).isEqualTo(message);
    }

    @Test
    void anUnfinishedChunkIsFinishedByTheNextReadAndForgottenWhenThePortCloses() {
        byte[] frame = Examples.valid(3).wire();
        MdpFrameReader reader = new MdpFrameReader();
        List<MdpInput> found = new ArrayList<>();

        reader.feed(frame, 0, 40, found::add);
        reader.reset();
        reader.feed(frame, found::add);

        assertThat(found).isEqualTo(atOnce(frame));
    }
}
