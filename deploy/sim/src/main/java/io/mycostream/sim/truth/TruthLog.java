package io.mycostream.sim.truth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.sim.board.Sending.Framed;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.truth.Entry.Abandoned;
import io.mycostream.sim.truth.Entry.Acknowledged;
import io.mycostream.sim.truth.Entry.Commanded;
import io.mycostream.sim.truth.Entry.Confirmed;
import io.mycostream.sim.truth.Entry.Incident;
import io.mycostream.sim.truth.Entry.Published;
import io.mycostream.sim.truth.Entry.Sent;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Locale;

/**
 * A truth log as lines of JSON, one per entry, each with the time at which it was written down. Flushed line by line, so that
 * it is whole also when the program is killed. Safe for use by several threads.
 */
public final class TruthLog implements Truth {

    private final PrintWriter out;
    private final InstantSource clock;

    public TruthLog(PrintWriter out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public synchronized void note(Entry entry) {
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        switch (entry) {
            case Sent sent -> describe(sent, line);
            case Acknowledged it -> identify(line.put("event", "acknowledged").put("life", it.life()), it.frame());
            case Abandoned it -> identify(line.put("event", "abandoned").put("life", it.life()), it.frame());
            case Commanded it ->
                line.put("event", "commanded")
                        .put("seq", it.seq())
                        .put("command", it.command())
                        .put("outcome", it.outcome());
            case Incident it -> line.put("event", it.what()).put("life", it.life());
            case Published it -> {
                line.put("event", "published")
                        .put("n", it.n())
                        .put("topic", it.topic())
                        .put("qos", it.qos())
                        .put("valid", it.valid())
                        .put("body", it.body());
                faults(it.faults(), line);
            }
            case Confirmed it -> line.put("event", "confirmed").put("n", it.n());
        }
        out.println(line.put("at", clock.instant().toString()));
        out.flush();
    }

    private static void describe(Sent sent, ObjectNode line) {
        line.put("event", "sent").put("n", sent.n()).put("life", sent.life());
        switch (sent.sending()) {
            case Framed framed -> {
                identify(line.put("what", "frame"), framed.frame());
                line.put("repetition", framed.repetition()).put("reliable", framed.reliable());
                Payload payload = Payload.of(framed.frame());
                line.put("kind", payload.kind().label());
                switch (payload.kind()) {
                    case JSON, ENVELOPE ->
                        line.put("body", new String(framed.frame().payload(), UTF_8));
                    default -> line.set("body", payload.body());
                }
            }
            case Line text ->
                line.put("what", "line")
                        .put("means", text.means().name().toLowerCase(Locale.ROOT))
                        .put("body", text.text());
        }
        line.put("legible", sent.legible()).put("written", sent.written());
        faults(sent.faults(), line);
    }

    private static void faults(Iterable<String> faults, ObjectNode line) {
        faults.forEach(fault -> line.withArrayProperty("faults").add(fault));
    }

    private static void identify(ObjectNode line, MdpFrame frame) {
        line.put("variant", frame.variant().label())
                .put("type", frame.type().name())
                .put("src", frame.source())
                .put("dst", frame.destination())
                .put("seq", frame.seq())
                .put("ack", frame.ack())
                .put("flags", frame.flagBits());
    }
}
