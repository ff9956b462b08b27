package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.sim.board.Sending.Framed;
import java.util.Optional;

/**
 * Side B with JSON bodies and a Side A behind it. It passes Side A's frames on untouched and adds its own: a HELLO without an
 * id, and the state of its radios every five seconds. Its own answer to a command for Side A comes before Side A's.
 */
public final class SideB implements Board {

    private static final int LONGEST_QUEUE = 32;
    private static final double STATUS_HZ = 0.2;

    private final Board sideA;
    private final Counter counter;
    private final JsonAnswers answers;
    private final MdpFrameReader commands = new MdpFrameReader();
    private Every status = status();
    private Every radio = new Every(Uptime.SECOND, Uptime.SECOND);
    private int queued;

    SideB(BoardSettings settings) {
        this.sideA = new SideA(settings, "2.0.0");
        this.counter = Counter.of(settings);
        this.answers = new JsonAnswers(MdpEndpoint.SIDE_B, counter);
    }

    private static Every status() {
        return new Every(Math.round(Uptime.SECOND / STATUS_HZ), Math.round(Uptime.SECOND / STATUS_HZ));
    }

    @Override
    public void boot(Outlet outlet) {
        counter.reset();
        commands.reset();
        queued = 0;
        status = status();
        radio = new Every(Uptime.SECOND, Uptime.SECOND);
        hello(JsonAnswers.UNASKED, outlet);
        sideA.boot(framesOnly(outlet));
    }

    @Override
    public long nextDue() {
        return Math.min(sideA.nextDue(), Math.min(status.next(), radio.next()));
    }

    @Override
    public void advance(long uptimeNanos, Outlet outlet) {
        sideA.advance(uptimeNanos, framesOnly(outlet));
        while (radio.isDue(uptimeNanos)) {
            queued = Math.max(0, queued - 1);
        }
        while (status.isDue(uptimeNanos)) {
            status(JsonAnswers.UNASKED, outlet);
        }
    }

    /** Nothing but frames crosses the line between the two sides; Side A's console is on its own plug. */
    private static Outlet framesOnly(Outlet outlet) {
        return new Outlet() {
            @Override
            public void send(Sending sending) {
                if (sending instanceof Framed) {
                    outlet.send(sending);
                }
            }

            @Override
            public void commanded(long seq, String command, String outcome) {
                outlet.commanded(seq, command, outcome);
            }
        };
    }

    @Override
    public void receive(byte[] bytes, int count, long uptimeNanos, Outlet outlet) {
        commands.feed(bytes, 0, count, input -> read(input, uptimeNanos, outlet));
    }

    private void read(MdpInput input, long uptimeNanos, Outlet outlet) {
        if (!(input instanceof MdpFrame frame)) {
            return;
        }
        Optional<JsonCommand> command = JsonCommand.of(frame);
        boolean mine = frame.destination() == MdpEndpoint.SIDE_B.code();
        boolean everyones = frame.destination() == MdpEndpoint.BCAST.code();
        if (mine || everyones) {
            command.ifPresent(it -> obey(it, outlet));
        }
        if (!mine) {
            if (!everyones) {
                command.ifPresent(it -> answers.acknowledge(it, true, "forwarded_to_side_a", outlet));
            }
            byte[] wire = frame.encode();
            sideA.receive(wire, wire.length, uptimeNanos, framesOnly(outlet));
        }
    }

    private void obey(JsonCommand command, Outlet outlet) {
        switch (command.name()) {
            case "hello" -> {
                outlet.commanded(command.seq(), command.name(), "hello");
                hello(command.seq(), outlet);
            }
            case "transport_status" -> {
                status(command.seq(), outlet);
                answers.acknowledge(command, true, "status_sent", outlet);
            }
            case "lora_send" -> queue(command, "lora_payload_accepted", outlet);
            case "sim_send" -> queue(command, "sim_payload_accepted", outlet);
            case "ble_advertise" -> {
                boolean on = command.params().path("en").asBoolean();
                answers.acknowledge(command, true, on ? "ble_advertising_on" : "ble_advertising_off", outlet);
            }
            case "wifi_connect" -> {
                boolean named = command.params().hasNonNull("ssid");
                answers.acknowledge(command, named, named ? "wifi_connect_started" : "missing_ssid", outlet);
            }
            default -> answers.acknowledge(command, false, "unknown_transport_command", outlet);
        }
    }

    private void queue(JsonCommand command, String accepted, Outlet outlet) {
        if (!command.params().hasNonNull("payload")) {
            answers.acknowledge(command, false, "missing_payload", outlet);
        } else if (queued >= LONGEST_QUEUE) {
            answers.acknowledge(command, false, "backpressure_queue_full", outlet);
        } else {
            queued++;
            answers.acknowledge(command, true, accepted, outlet);
        }
    }

    private void hello(long ack, Outlet outlet) {
        Body body = new Body()
                .text("role", "side_b")
                .text("firmware_version", "side-b-mdp-2.0.0")
                .text("supports", "transport_directives");
        answers.say(JsonAnswers.HELLO, ack, body.toString(), outlet);
    }

    private void status(long ack, Outlet outlet) {
        Body body = new Body()
                .text("event", "transport_status")
                .flag("lora_ready", false)
                .flag("ble_ready", false)
                .flag("wifi_ready", false)
                .flag("sim_ready", false)
                .number("queue_depth", queued)
                .flag("backpressure", queued >= LONGEST_QUEUE);
        answers.say(JsonAnswers.EVENT, ack, body.toString(), outlet);
    }
}
