package io.mycostream.ingest.mdp;

import static io.mycostream.ingest.mdp.Reading.atOnce;
import static io.mycostream.ingest.mdp.Reading.byteByByte;
import static io.mycostream.ingest.mdp.Reading.join;
import static io.mycostream.ingest.mdp.Reading.splitAt;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.Examples.Valid;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every valid frame of the worked examples, read as printed, written as printed, and read in every way of arriving. */
class WorkedExamplesTest {

    private static final List<Valid> EXAMPLES = Examples.valid();

    @Test
    void allAreHere() {
        assertThat(EXAMPLES).hasSize(22);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void isReadAsPrinted(Valid example) {
        MdpFrame frame = only(atOnce(example.wire()));

        assertThat(frame.raw()).isEqualTo(example.raw());
        ObjectNode described = FrameJson.describe(frame);
        assertThat(FrameJson.same(described, FrameJson.parse(example.json())))
                .as("%s is as printed: %s", described, example.json())
                .isTrue();
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void keepsTheTextOfItsNumbers(Valid example) {
        MdpFrame frame = only(atOnce(example.wire()));
        Payload payload = Payload.of(frame);

        if (payload.kind() == PayloadKind.JSON && frame.variant() == MdpVariant.LE16) {
            // boards write JSON without spaces, so the same members with the same digits are the same text
            assertThat(payload.body().toString()).isEqualTo(new String(frame.payload(), UTF_8));
        }
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void isWrittenAsPrinted(Valid example) {
        MdpFrame read = only(atOnce(example.wire()));

        MdpFrame written = switch (read.variant()) {
            case LE16 ->
                MdpFrame.of(
                        new MdpHeader(
                                read.typeCode(),
                                read.seq(),
                                read.ack(),
                                read.flagBits(),
                                read.source(),
                                read.destination()),
                        read.payload());
            case BE13 ->
                MdpFrame.of(new BackendHeader(read.typeCode(), (int) read.seq(), read.timestamp()), read.payload());
        };

        assertThat(HexFormat.of().formatHex(written.encode()))
                .isEqualTo(HexFormat.of().formatHex(example.wire()));
        assertThat(written).isEqualTo(read).hasSameHashCodeAs(read);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void isReadTheSameWhereverItIsSplit(Valid example) {
        List<MdpInput> expected = atOnce(example.wire());

        for (int place = 0; place <= example.wire().length; place++) {
            assertThat(splitAt(place, example.wire())).as("split at %d", place).isEqualTo(expected);
        }
        assertThat(byteByByte(example.wire())).as("byte by byte").isEqualTo(expected);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void isReadFromAnyByteBuffer(Valid example) {
        ByteBuffer direct = ByteBuffer.allocateDirect(example.wire().length + 4).position(2);
        direct.put(example.wire()).flip().position(2);
        ByteBuffer heap =
                ByteBuffer.wrap(join(new byte[3], example.wire())).position(3).slice();
        List<MdpInput> found = new ArrayList<>();

        new MdpFrameReader().feed(direct, found::add);
        new MdpFrameReader().feed(heap, found::add);

        assertThat(found).containsExactly(only(atOnce(example.wire())), only(atOnce(example.wire())));
        assertThat(direct.hasRemaining() || heap.hasRemaining())
                .as("all was read")
                .isFalse();
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void isFoundBehindNoiseAndConsoleText(Valid example) {
        MdpFrame frame = only(atOnce(example.wire()));
        byte[] text = "live ON\r\n\r\n#live =====\r\n".getBytes(US_ASCII);
        byte[] noise = {0x01, 0x7F, 'x', (byte) 0x80, '\n'};

        assertThat(atOnce(join(text, example.wire())))
                .containsExactly(new TextLine("live ON"), new TextLine("#live ====="), frame);
        assertThat(atOnce(join(noise, example.wire()))).containsExactly(frame);
        assertThat(atOnce(join(text, noise, example.wire()))).endsWith(frame).hasSize(3);
        assertThat(atOnce(join("\n\r\n".getBytes(US_ASCII), example.wire()))).containsExactly(frame);
    }

    @ParameterizedTest
    @FieldSource("EXAMPLES")
    void isReadAfterADamagedOne(Valid example) {
        byte[] damaged = example.wire().clone();
        damaged[damaged.length / 2] ^= 0x41;

        List<MdpInput> found = atOnce(join(damaged, example.wire(), example.wire()));

        assertThat(found).hasSize(3);
        assertThat(found.getFirst()).isInstanceOf(Rejection.class);
        assertThat(found.subList(1, 3)).containsOnly(only(atOnce(example.wire())));
    }

    @Test
    void theShortFormOfAFinalRunOf254BytesIsReadToo() {
        Valid example = Examples.valid(18);
        byte[] shortForm =
                HexFormat.of().parseHex(HexFormat.of().formatHex(example.wire()).replaceAll("0100$", "00"));

        assertThat(shortForm).hasSize(example.wire().length - 1);
        assertThat(atOnce(shortForm)).isEqualTo(atOnce(example.wire()));
    }

    @Test
    void theHashOfTheEnvelopeFits() {
        assertThat(Payload.of(only(atOnce(Examples.valid(12).wire()))).hash()).isEqualTo(EnvelopeHash.MATCHES);
    }

    private static MdpFrame only(List<MdpInput> found) {
        assertThat(found).hasSize(1).first().isInstanceOf(MdpFrame.class);
        return (MdpFrame) found.getFirst();
    }
}
