package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A board on a line, as far as commands go: it writes down what it is told, and answers when the test says so, or at once
 * with what it was told to answer always.
 */
final class ScriptedBoard implements DeviceLink.Line {

    private static final int ACK = 3;
    private static final int IS_ACK = 2;
    private static final int IS_NACK = 4;
    private static final int SIDE_A = 0xA1;

    private final List<MdpFrame> heard = new CopyOnWriteArrayList<>();
    private final Speaker speaker;
    private volatile boolean takesBytes = true;
    private volatile boolean answersAtOnce;
    private long seq;

    ScriptedBoard(Speaker speaker) {
        this.speaker = speaker;
    }

    ScriptedBoard plugIn(String deviceId) {
        speaker.opened(this, deviceId);
        return this;
    }

    ScriptedBoard answeringAtOnce() {
        answersAtOnce = true;
        return this;
    }

    void takeNothing() {
        takesBytes = false;
    }

    @Override
    public boolean send(byte[] bytes) {
        if (!takesBytes) {
            return false;
        }
        MdpFrame frame = GatewayNumbersTest.read(bytes);
        heard.add(frame);
        if (answersAtOnce) {
            done(frame, "done");
        }
        return true;
    }

    /** Waits for the command at this place, repetitions not counted. */
    MdpFrame told(int place) {
        await().atMost(Duration.ofSeconds(20)).until(() -> distinct().size() > place);
        return distinct().get(place);
    }

    /** Waits until as many frames have come, repetitions counted, and returns the last of them. */
    MdpFrame sent(int times) {
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.size() >= times);
        return heard.get(times - 1);
    }

    /** The names of what it was told, repetitions not counted. */
    List<String> commands() {
        return distinct().stream()
                .map(frame -> MdpMessage.of(frame).payload().body().path("cmd").asText())
                .toList();
    }

    private List<MdpFrame> distinct() {
        return heard.stream().distinct().toList();
    }

    List<MdpFrame> frames() {
        return heard;
    }

    void done(MdpFrame command, String message) {
        answer(ACK, command.seq(), IS_ACK, SIDE_A, "{\"success\":true,\"message\":\"" + message + "\"}");
    }

    void refuse(MdpFrame command, String message) {
        answer(ACK, command.seq(), IS_NACK, SIDE_A, "{\"success\":false,\"message\":\"" + message + "\"}");
    }

    synchronized void answer(int type, long ack, int flags, int source, String body) {
        MdpFrame frame = MdpFrame.of(new MdpHeader(type, ++seq, ack, flags, source, 0xC0), body.getBytes(UTF_8));
        speaker.heard(frame, MdpMessage.of(frame));
    }
}
