package io.mycostream.ingest.command;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.MdpVariant;
import io.mycostream.ingest.mdp.PayloadKind;

/**
 * Tells what a frame says about a command: nothing, unless its number, its type and its sender are those of an answer.
 *
 * <p>A frame whose own number happens to be the command's is none. On the line of Side B a command to Side A is answered
 * twice, first by Side B, that it passed the command on.
 */
final class AnswerJudge {

    private static final long MASK = 0xFFFF_FFFFL;

    private static final String FORWARDED = "forwarded_to_side_a";
    private static final String UNKNOWN_COMMAND = "unknown_command";

    private AnswerJudge() {}

    /** What a frame says about a command. */
    sealed interface Verdict {}

    /** Nothing. */
    record Unrelated() implements Verdict {}

    /** Side B passed the command on. */
    record Forwarded() implements Verdict {}

    /** The command has arrived and need not be repeated; how it went is to come. */
    record Arrived(String told) implements Verdict {}

    /**
     * The board did not understand. Side A 2.1.0 says so of good commands too, because it reads them from a buffer that is
     * gone; nothing was done, so the command may be given again.
     */
    record Misunderstood(String told) implements Verdict {}

    /** The command has ended. */
    record Ended(Outcome outcome, String told) implements Verdict {}

    static Verdict judge(Order order, long seq, MdpFrame frame, MdpMessage message) {
        if (frame.variant() != MdpVariant.LE16) {
            return new Unrelated();
        }
        if (order.answer() == Answer.RESULT) {
            return ofBinary(order, seq, frame, message);
        }
        if (frame.ack() != seq) {
            return new Unrelated();
        }
        if (frame.source() != order.target().code()) {
            return isForwarding(message) ? new Forwarded() : new Unrelated();
        }
        return ofTarget(order, message);
    }

    private static Verdict ofTarget(Order order, MdpMessage message) {
        return switch (order.answer()) {
            case HELLO ->
                message instanceof MdpMessage.Hello ? new Ended(Outcome.ACKNOWLEDGED, "hello") : new Unrelated();
            case TELEMETRY_AND_ACK ->
                message instanceof MdpMessage.Telemetry
                        ? new Arrived("answered by telemetry; its ACK did not come")
                        : ofAcknowledgement(message);
            case ESTOP ->
                isEstop(message) ? new Ended(Outcome.ACKNOWLEDGED, "estop_activated") : ofAcknowledgement(message);
            case ACK, RESULT -> ofAcknowledgement(message);
        };
    }

    private static boolean isForwarding(MdpMessage message) {
        return message instanceof MdpMessage.Acknowledgement acknowledgement && FORWARDED.equals(said(acknowledgement));
    }

    private static boolean isEstop(MdpMessage message) {
        return message instanceof MdpMessage.Event(var payload)
                && "estop_activated".equals(payload.body().path("event").textValue());
    }

    private static Verdict ofAcknowledgement(MdpMessage message) {
        if (!(message instanceof MdpMessage.Acknowledgement acknowledgement)) {
            return new Unrelated();
        }
        String said = said(acknowledgement);
        boolean positive = acknowledgement.positive()
                && acknowledgement.payload().body().path("success").asBoolean(true);
        if (positive) {
            return new Ended(Outcome.ACKNOWLEDGED, said);
        }
        return said.equals(UNKNOWN_COMMAND) ? new Misunderstood(said) : new Ended(Outcome.REFUSED, said);
    }

    private static String said(MdpMessage.Acknowledgement acknowledgement) {
        return Seen.of(acknowledgement.payload().body().path("message").asText(""));
    }

    /** The radio firmware's Side B puts its own name on what it forwards, so a result may come from either half. */
    private static Verdict ofBinary(Order order, long seq, MdpFrame frame, MdpMessage message) {
        boolean ofBoard = frame.source() == order.target().code() || frame.source() == MdpEndpoint.SIDE_B.code();
        if (!ofBoard) {
            return new Unrelated();
        }
        if (message.payload().kind() == PayloadKind.CMD_RESULT
                && order instanceof Order.Binary binary
                && message.payload().body().path("cmd_id").asInt() == binary.number()
                && covers(frame.ack(), seq)) {
            return ofResult(message.payload().body().path("status").asInt());
        }
        if (frame.type() != MdpType.ACK && frame.type() != MdpType.NACK) {
            return new Unrelated();
        }
        if (message.payload().kind() == PayloadKind.JSON) {
            return frame.ack() == seq ? ofAcknowledgement(message) : new Unrelated();
        }
        if (!covers(frame.ack(), seq)) {
            return new Unrelated();
        }
        return message instanceof MdpMessage.Acknowledgement(boolean positive, var _) && !positive
                ? new Ended(Outcome.REFUSED, "negative acknowledgement")
                : new Arrived("received; no result came");
    }

    private static Verdict ofResult(int status) {
        return switch (status) {
            case 0 -> new Ended(Outcome.ACKNOWLEDGED, "ok");
            case -1 -> new Ended(Outcome.REFUSED, "status -1: unknown command");
            case -2 -> new Ended(Outcome.REFUSED, "status -2: too short");
            case -3 -> new Ended(Outcome.REFUSED, "status -3: bad argument");
            default -> new Ended(Outcome.REFUSED, "status " + status);
        };
    }

    /** Whether a cumulative number, which wraps, has reached a sequence number. */
    private static boolean covers(long cumulative, long seq) {
        return (cumulative - seq & MASK) <= MASK >> 1;
    }
}
