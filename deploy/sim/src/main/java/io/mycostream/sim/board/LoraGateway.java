package io.mycostream.sim.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.sim.board.Sending.Framed;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.ArrayList;
import java.util.List;

/**
 * The LoRa gateway on USB, with a board in radio range: it prints the header of each packet as a line of JSON and keeps the
 * payload to itself, acknowledges what asks for it, and sends what it is told to.
 */
public final class LoraGateway implements Board {

    private static final byte[] NOTHING = {};
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Board sideB;
    private final BoardSettings settings;
    private final LineReader lines = new LineReader();
    private final List<MdpFrame> packets = new ArrayList<>();
    private long seq;

    LoraGateway(BoardSettings settings) {
        this.settings = settings;
        this.sideB = new RadioSideB(new BinarySideA(settings), settings);
    }

    @Override
    public void boot(Outlet outlet) {
        seq = 0;
        lines.reset();
        if (settings.console()) {
            Console.bootRom(outlet);
        }
        print(new Body().text("side", "gateway").text("status", "boot"), Meaning.JSON, outlet);
        print(new Body().text("lora_init", "ok"), Meaning.JSON, outlet);
        sideB.boot(air(outlet));
        hear(0, outlet);
    }

    @Override
    public long nextDue() {
        return sideB.nextDue();
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        sideB.advance(uptimeNanos, air(outlet));
        hear(uptimeNanos, outlet);
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        lines.feed(bytes, count, line -> obey(line, uptimeNanos, outlet));
        hear(uptimeNanos, outlet);
    }

    private Outlet air(Outlet outlet) {
        return new Outlet() {
            @Override
            public void send(Sending sending) {
                // envelopes are longer and never leave
                if (sending instanceof Framed framed && framed.frame().fitsRadio()) {
                    packets.add(framed.frame());
                }
            }

            @Override
            public void commanded(long seq, String command, String outcome) {
                outlet.commanded(seq, command, outcome);
            }
        };
    }

    private void hear(long uptimeNanos, Outlet outlet) {
        long acknowledged = 0;
        for (MdpFrame frame : packets) {
            Body line = new Body()
                    .number("t_ms", Uptime.millis(uptimeNanos))
                    .number("src", frame.source())
                    .number("dst", frame.destination())
                    .number("seq", frame.seq())
                    .number("ack", frame.ack())
                    .number("type", frame.typeCode())
                    .number("flags", frame.flagBits());
            print(line, Meaning.LINK_HEADER, outlet);
            if (MdpFlag.ACK_REQUESTED.in(frame.flagBits())) {
                acknowledged = Math.max(acknowledged, frame.seq());
            }
        }
        packets.clear();
        if (acknowledged > 0) {
            transmit(
                    JsonAnswers.ACK,
                    acknowledged,
                    MdpFlag.IS_ACK.bit(),
                    MdpEndpoint.SIDE_B.code(),
                    NOTHING,
                    uptimeNanos,
                    outlet);
        }
    }

    private void obey(String line, long uptimeNanos, Outlet outlet) {
        try {
            JsonNode wish = JSON.readTree(line);
            JsonNode bytes = wish.path("data");
            byte[] data = new byte[bytes.size()];
            for (int at = 0; at < data.length; at++) {
                data[at] = (byte) bytes.get(at).asInt();
            }
            int type = wish.path("cmd").asInt(JsonAnswers.COMMAND) & 0xFF;
            int destination = wish.path("dst").asInt(MdpEndpoint.SIDE_A.code()) & 0xFF;
            transmit(type, 0, MdpFlag.ACK_REQUESTED.bit(), destination, data, uptimeNanos, outlet);
            print(new Body().flag("sent", true).number("seq", seq), Meaning.JSON, outlet);
            outlet.commanded(seq, "send", "sent");
        } catch (JsonProcessingException _) {
            print(new Body().text("error", "json_parse"), Meaning.JSON, outlet);
        }
    }

    private void transmit(
            int type, long ack, int flags, int destination, byte[] payload, long uptimeNanos, Outlet outlet) {
        MdpHeader header = new MdpHeader(type, ++seq, ack, flags, MdpEndpoint.GATEWAY.code(), destination);
        byte[] wire = MdpFrame.of(header, payload).encode();
        sideB.receive(wire, wire.length, uptimeNanos, air(outlet));
    }

    private static void print(Body body, Meaning meaning, Outlet outlet) {
        outlet.send(Line.of(body.toString(), meaning));
    }
}
