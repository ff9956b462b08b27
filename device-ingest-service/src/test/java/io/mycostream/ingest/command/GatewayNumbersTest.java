package io.mycostream.ingest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.command.GatewayNumbers.Numbered;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.MdpMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayNumbersTest {

    private static final ObjectNode NO_PARAMS = JsonNodeFactory.instance.objectNode();

    @Test
    void writesTheCommandsOfTheProtocolsExamples() throws Exception {
        Order mosfet = JsonCommand.OUTPUT_CONTROL.order(
                NO_PARAMS.deepCopy().put("id", "mosfet1").put("value", 1));
        Order setMos =
                BinaryCommand.SET_MOS.order(NO_PARAMS.deepCopy().put("index", 2).put("value", 1));

        assertThat(hex(new GatewayNumbers(9).command(mosfet)))
                .isEqualTo(
                        "065aa10102090101010101010401c0a13f7b22636d64223a226f75747075745f636f6e74726f6c222c22706172616d73"
                                + "223a7b226964223a226d6f7366657431222c2276616c7565223a317d7dbf0100");
        assertThat(hex(new GatewayNumbers(12).command(setMos)))
                .isEqualTo("065aa101020c0101010101010401c0a102040202050201e0d700");
    }

    /** What the board's firmware loses without an answer: 8 numbers for their own bytes, the rest for sums. */
    @Test
    void leavesOutTheNumbersThatWouldBeTakenForLineEnds() throws Exception {
        Order order = JsonCommand.READ_SENSORS.order(NO_PARAMS);
        TreeSet<Long> used = new TreeSet<>();
        GatewayNumbers numbers = new GatewayNumbers(1);
        for (Numbered frame = numbers.command(order); frame.seq() <= 1000; frame = numbers.command(order)) {
            assertThat(GatewayNumbers.holdsLineEnd(frame.wire())).isFalse();
            used.add(frame.seq());
        }

        List<Long> skipped = LongStream.rangeClosed(1, 1000)
                .boxed()
                .filter(seq -> !used.contains(seq))
                .toList();
        List<Long> lost = LongStream.rangeClosed(1, 1000)
                .boxed()
                .filter(seq -> GatewayNumbers.holdsLineEnd(
                        MdpFrame.of(new MdpHeader(2, seq, 0, MdpFlag.ACK_REQUESTED.bit(), 0xC0, 0xA1), order.payload(0))
                                .encode()))
                .toList();
        assertThat(skipped).isEqualTo(lost).contains(10L, 13L, 266L, 269L, 522L, 525L, 778L, 781L);
        assertThat(skipped.stream().filter(seq -> seq <= 30)).containsExactly(10L, 13L);
        assertThat(skipped).hasSize(22);
    }

    @ParameterizedTest
    @EnumSource
    void noCommandOfBoardsWithJsonBodiesEverHoldsALineEnd(JsonCommand command) {
        Random random = new Random(command.spelling().hashCode());
        for (int length = 0; length < 700; length++) {
            Order order = new Order.Json(
                    command.spelling(),
                    "{\"payload\":\"" + "x".repeat(length) + "\"}",
                    command.target(),
                    Answer.ACK,
                    true);
            Numbered frame = new GatewayNumbers(random.nextLong()).command(order);

            assertThat(GatewayNumbers.holdsLineEnd(frame.wire()))
                    .as("%s with a payload of %d", command, length)
                    .isFalse();
            assertThat(read(frame.wire()).seq()).isEqualTo(frame.seq());
            assertThat(MdpMessage.of(read(frame.wire()))
                            .payload()
                            .body()
                            .path("params")
                            .path("payload")
                            .asText())
                    .hasSize(length);
        }
    }

    @Test
    void goesOnBehindTheBiggestNumberWithTheFirst() throws Exception {
        GatewayNumbers numbers = new GatewayNumbers(0xFFFF_FFFFL);
        List<Long> used = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            used.add(numbers.command(JsonCommand.HEALTH.order(NO_PARAMS)).seq());
        }
        assertThat(used).startsWith(0xFFFF_FFFFL, 0L, 1L).doesNotContain(10L);
    }

    @Test
    void leavesOutAllNumbersThatShareABadByteAtOnce() {
        assertThat(GatewayNumbers.withoutLineEnd(0x0A00_0000L)).isEqualTo(0x0B00_0000L);
        assertThat(GatewayNumbers.withoutLineEnd(0x6A0D_FFFFL)).isEqualTo(0x6A0E_0000L);
        assertThat(GatewayNumbers.withoutLineEnd(0x0102_0A77L)).isEqualTo(0x0102_0B00L);
        assertThat(GatewayNumbers.withoutLineEnd(0x0102_030DL)).isEqualTo(0x0102_030EL);
        assertThat(GatewayNumbers.withoutLineEnd(0x0102_0304L)).isEqualTo(0x0102_0304L);
    }

    @Test
    void sendsBinaryDataThatHoldsALineEndItself() throws Exception {
        Order order = BinaryCommand.SET_DEVICE_ROLE.order(NO_PARAMS.deepCopy().put("text", "alarm"));

        assertThat(read(new GatewayNumbers(1).command(order).wire()).payload())
                .startsWith(0x0A, 0, 5, 0)
                .endsWith("alarm".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void refusesWhatIsLongerThanBoardsTake() throws Exception {
        Order longest = new Order.Json(
                "lora_send",
                "{\"payload\":\"" + "x".repeat(950) + "\"}",
                JsonCommand.LORA_SEND.target(),
                Answer.ACK,
                false);
        GatewayNumbers.checkLength(longest);

        Order longer = new Order.Json(
                "lora_send",
                "{\"payload\":\"" + "x".repeat(970) + "\"}",
                JsonCommand.LORA_SEND.target(),
                Answer.ACK,
                false);
        assertThatThrownBy(() -> GatewayNumbers.checkLength(longer))
                .isInstanceOf(CommandRefusedException.class)
                .hasMessageContaining("as a frame, expected at most 1024");
    }

    /** The sum, and with it the stuffing, depends on the number; what was taken must fit with each of them. */
    @Test
    void whatIsTakenFitsWhateverItsNumber() {
        Random random = new Random(7);
        for (int length = 940; length < 1000; length++) {
            byte[] data = new byte[length];
            Arrays.fill(data, (byte) 1);
            Order order = new Order.Binary("cmd_id 257", 257, data, true);
            for (int i = 0; isTaken(order) && i < 500; i++) {
                assertThat(new GatewayNumbers(random.nextLong()).command(order).wire())
                        .hasSizeLessThanOrEqualTo(GatewayNumbers.MOST_ENCODED_BYTES + 1);
            }
        }
    }

    private static boolean isTaken(Order order) {
        try {
            GatewayNumbers.checkLength(order);
            return true;
        } catch (CommandRefusedException _) {
            return false;
        }
    }

    static MdpFrame read(byte[] wire) {
        List<MdpInput> inputs = new ArrayList<>();
        new MdpFrameReader().feed(wire, 0, wire.length, inputs::add);
        assertThat(inputs).singleElement().isInstanceOf(MdpFrame.class);
        return (MdpFrame) inputs.getFirst();
    }

    private static String hex(Numbered frame) {
        return HexFormat.of().formatHex(frame.wire());
    }
}
