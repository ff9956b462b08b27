package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.sim.board.Sending.Framed;

/** How the JSON firmwares speak: each frame once, {@code ack} names the command that is answered. */
final class JsonAnswers {

    static final int TELEMETRY = 0x01;
    static final int COMMAND = 0x02;
    static final int ACK = 0x03;
    static final int EVENT = 0x05;
    static final int HELLO = 0x06;

    /** No command is being answered. */
    static final long UNASKED = 0;

    private final MdpEndpoint self;
    private final Counter counter;

    JsonAnswers(MdpEndpoint self, Counter counter) {
        this.self = self;
        this.counter = counter;
    }

    void say(int type, long ack, String body, Outlet outlet) {
        say(type, ack, 0, body, outlet);
    }

    /** Answers a command that asks for it, and writes down what became of the command in any case. */
    void acknowledge(JsonCommand command, boolean success, String message, Outlet outlet) {
        outlet.commanded(command.seq(), command.name(), message);
        if (command.wantsAnswer()) {
            MdpFlag flag = success ? MdpFlag.IS_ACK : MdpFlag.IS_NACK;
            String body =
                    new Body().flag("success", success).text("message", message).toString();
            say(ACK, command.seq(), flag.bit(), body, outlet);
        }
    }

    private void say(int type, long ack, int flags, String body, Outlet outlet) {
        MdpHeader header = new MdpHeader(type, counter.next(), ack, flags, self.code(), MdpEndpoint.GATEWAY.code());
        outlet.send(Framed.once(MdpFrame.of(header, body.getBytes(UTF_8))));
    }
}
