package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mycostream.ingest.command.AnswerJudge.Arrived;
import io.mycostream.ingest.command.AnswerJudge.Ended;
import io.mycostream.ingest.command.AnswerJudge.Forwarded;
import io.mycostream.ingest.command.AnswerJudge.Misunderstood;
import io.mycostream.ingest.command.AnswerJudge.Unrelated;
import io.mycostream.ingest.command.AnswerJudge.Verdict;
import io.mycostream.ingest.mdp.BackendHeader;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpMessage;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AnswerJudgeTest {

    private static final int TELEMETRY = 1;
    private static final int ACK = 3;
    private static final int OLD_NACK = 4;
    private static final int EVENT = 5;
    private static final int HELLO = 6;
    private static final int IS_ACK = 2;
    private static final int IS_NACK = 4;
    private static final int SIDE_A = 0xA1;
    private static final int SIDE_B = 0xB1;
    private static final long SEQ = 77;

    private static final String DONE = "{\"success\":true,\"message\":\"mosfet_updated\"}";
    private static final String TELEMETRY_BODY = "{\"type\":\"telemetry\",\"uptime_s\":20}";

    private final Order mosfet = json(JsonCommand.CLEAR_ESTOP);
    private final Order binary = new Order.Binary("SET_MOS", 4, new byte[] {2, 1}, true);

    @Test
    void knowsItsAnswerByNumberTypeAndSender() {
        assertThat(judge(mosfet, ACK, 5, SEQ, IS_ACK, SIDE_A, DONE))
                .isEqualTo(new Ended(Outcome.ACKNOWLEDGED, "mosfet_updated"));
        assertThat(judge(mosfet, ACK, 5, SEQ, IS_NACK, SIDE_A, "{\"success\":false,\"message\":\"estop_active\"}"))
                .isEqualTo(new Ended(Outcome.REFUSED, "estop_active"));
        assertThat(judge(mosfet, OLD_NACK, 5, SEQ, 0, SIDE_A, "{\"message\":\"no\"}"))
                .isEqualTo(new Ended(Outcome.REFUSED, "no"));
        assertThat(judge(mosfet, ACK, 5, SEQ, IS_ACK, SIDE_A, "{\"success\":false,\"message\":\"invalid_output_id\"}"))
                .isEqualTo(new Ended(Outcome.REFUSED, "invalid_output_id"));
    }

    @Test
    void aFrameThatHappensToHaveTheCommandsNumberIsNoAnswer() {
        assertThat(judge(mosfet, ACK, SEQ, 0, IS_ACK, SIDE_A, DONE)).isEqualTo(new Unrelated());
        assertThat(judge(mosfet, TELEMETRY, SEQ, 0, 0, SIDE_A, TELEMETRY_BODY)).isEqualTo(new Unrelated());
        assertThat(judge(mosfet, ACK, 5, SEQ - 1, IS_ACK, SIDE_A, DONE)).isEqualTo(new Unrelated());
    }

    @Test
    void aFrameOfAnotherTypeIsNoAnswer() {
        assertThat(judge(mosfet, TELEMETRY, 5, SEQ, 0, SIDE_A, TELEMETRY_BODY)).isEqualTo(new Unrelated());
        assertThat(judge(mosfet, HELLO, 5, SEQ, 0, SIDE_A, "{\"device_id\":\"a\"}"))
                .isEqualTo(new Unrelated());
    }

    @Test
    void sideBPassingACommandOnIsNotTheAnswerOfSideA() {
        assertThat(judge(mosfet, ACK, 5, SEQ, IS_ACK, SIDE_B, "{\"success\":true,\"message\":\"forwarded_to_side_a\"}"))
                .isEqualTo(new Forwarded());
        assertThat(judge(mosfet, ACK, 5, SEQ, IS_ACK, SIDE_B, DONE)).isEqualTo(new Unrelated());
        assertThat(judge(
                        json(JsonCommand.TRANSPORT_STATUS),
                        ACK,
                        5,
                        SEQ,
                        IS_ACK,
                        SIDE_B,
                        "{\"message\":\"status_sent\"}"))
                .isEqualTo(new Ended(Outcome.ACKNOWLEDGED, "status_sent"));
    }

    @Test
    void aGoodCommandThatSideADidNotUnderstandMayBeGivenAgain() {
        assertThat(judge(mosfet, ACK, 5, SEQ, IS_NACK, SIDE_A, "{\"success\":false,\"message\":\"unknown_command\"}"))
                .isEqualTo(new Misunderstood("unknown_command"));
    }

    @Test
    void helloIsAnsweredByHelloAlone() {
        Order hello = json(JsonCommand.HELLO);

        assertThat(judge(hello, ACK, 5, SEQ, IS_ACK, SIDE_A, DONE)).isEqualTo(new Unrelated());
        assertThat(judge(hello, HELLO, 5, 0, 0, SIDE_A, "{\"device_id\":\"a\"}"))
                .isEqualTo(new Unrelated());
        assertThat(judge(hello, HELLO, 5, SEQ, 0, SIDE_A, "{\"device_id\":\"a\"}"))
                .isEqualTo(new Ended(Outcome.ACKNOWLEDGED, "hello"));
    }

    @Test
    void sensorsAreReadWhenTelemetryCameAndDoneWithTheAcknowledgement() {
        Order read = json(JsonCommand.READ_SENSORS);

        assertThat(judge(read, TELEMETRY, 5, 0, 0, SIDE_A, TELEMETRY_BODY)).isEqualTo(new Unrelated());
        assertThat(judge(read, TELEMETRY, 5, SEQ, 0, SIDE_A, TELEMETRY_BODY)).isInstanceOf(Arrived.class);
        assertThat(judge(read, ACK, 6, SEQ, IS_ACK, SIDE_A, "{\"success\":true,\"message\":\"telemetry_sent\"}"))
                .isEqualTo(new Ended(Outcome.ACKNOWLEDGED, "telemetry_sent"));
    }

    @Test
    void anEmergencyStopIsDoneWithTheEventOrTheAcknowledgement() {
        Order stop = json(JsonCommand.ESTOP);

        assertThat(judge(stop, EVENT, 5, SEQ, 0, SIDE_A, "{\"event\":\"estop_activated\"}"))
                .isEqualTo(new Ended(Outcome.ACKNOWLEDGED, "estop_activated"));
        assertThat(judge(stop, EVENT, 5, 0, 0, SIDE_A, "{\"event\":\"estop_activated\"}"))
                .isEqualTo(new Unrelated());
        assertThat(judge(stop, ACK, 5, SEQ, IS_ACK, SIDE_A, "{\"success\":true,\"message\":\"estop_activated\"}"))
                .isEqualTo(new Ended(Outcome.ACKNOWLEDGED, "estop_activated"));
    }

    @Test
    void aBinaryCommandEndsWithItsResult() {
        assertThat(binary(EVENT, 13, SEQ, 1, SIDE_A, "010004000400fdff"))
                .isEqualTo(new Ended(Outcome.REFUSED, "status -3: bad argument"));
        assertThat(binary(EVENT, 13, SEQ, 1, SIDE_A, "0100040004000000"))
                .isEqualTo(new Ended(Outcome.ACKNOWLEDGED, "ok"));
        assertThat(binary(EVENT, 13, SEQ, 1, SIDE_A, "0100040005000000"))
                .as("of another command")
                .isEqualTo(new Unrelated());
        assertThat(binary(EVENT, 13, SEQ - 1, 1, SIDE_A, "0100040004000000"))
                .as("of an earlier one")
                .isEqualTo(new Unrelated());
    }

    @Test
    void aBinaryBoardAcknowledgesAllNumbersUpToOne() {
        assertThat(binary(ACK, 13, SEQ + 3, IS_ACK | 1, SIDE_A, "")).isInstanceOf(Arrived.class);
        assertThat(binary(ACK, 13, SEQ, IS_ACK, SIDE_B, "")).isInstanceOf(Arrived.class);
        assertThat(binary(ACK, 13, SEQ - 1, IS_ACK, SIDE_A, "")).isEqualTo(new Unrelated());
        assertThat(AnswerJudge.judge(binary, 0xFFFF_FFFFL, frame(ACK, 13, 2, IS_ACK, SIDE_A, new byte[0]), bare()))
                .as("across the wrap")
                .isInstanceOf(Arrived.class);
    }

    @Test
    void theBackendsFormIsNeverAnAnswerOfABoard() {
        MdpFrame frame = MdpFrame.of(new BackendHeader(4, (int) SEQ, 0), "{\"success\":true}".getBytes(UTF_8));

        assertThat(AnswerJudge.judge(mosfet, SEQ, frame, MdpMessage.of(frame))).isEqualTo(new Unrelated());
    }

    private Verdict binary(int type, long seq, long ack, int flags, int source, String payload) {
        MdpFrame frame = frame(type, seq, ack, flags, source, HexFormat.of().parseHex(payload));
        return AnswerJudge.judge(binary, SEQ, frame, MdpMessage.of(frame));
    }

    private static MdpMessage bare() {
        return MdpMessage.of(frame(ACK, 13, 2, IS_ACK, SIDE_A, new byte[0]));
    }

    private static Verdict judge(Order order, int type, long seq, long ack, int flags, int source, String body) {
        MdpFrame frame = frame(type, seq, ack, flags, source, body.getBytes(UTF_8));
        return AnswerJudge.judge(order, SEQ, frame, MdpMessage.of(frame));
    }

    private static MdpFrame frame(int type, long seq, long ack, int flags, int source, byte[] body) {
        return MdpFrame.of(new MdpHeader(type, seq, ack, flags, source, 0xC0), body);
    }

    private static Order json(JsonCommand command) {
        try {
            return command.order(JsonNodeFactory.instance.objectNode());
        } catch (CommandRefusedException e) {
            throw new AssertionError(e);
        }
    }
}
