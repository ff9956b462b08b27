package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.sim.board.Sending.Framed;
import io.mycostream.sim.board.Sending.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs a board in time of its own, as fast as it can, and keeps all that it says. */
public final class Bench implements Outlet {

    /** A command that was read. */
    record Command(long seq, String command, String outcome) {}

    private final Board board;
    private final Outlet also;
    final List<Sending> sendings = new ArrayList<>();
    final List<MdpFrame> acknowledged = new ArrayList<>();
    final List<MdpFrame> abandoned = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    boolean resetWanted;
    private long now;
    private long seq;

    public Bench(Board board) {
        this(board, sending -> {});
    }

    /** @param also told of all sendings, too */
    public Bench(Board board, Outlet also) {
        this.board = board;
        this.also = also;
    }

    public Bench boot() {
        now = 0;
        board.boot(this);
        return this;
    }

    /** Lets time pass. */
    public Bench run(Duration time) {
        long end = now + time.toNanos();
        while (board.nextDue() <= end) {
            now = Math.max(now, board.nextDue());
            board.advance(now, this);
        }
        now = end;
        return this;
    }

    /** Tells the board something, as a JSON command with ACK_REQUESTED. */
    long command(String json) {
        return command(0xA1, 0x01, json.getBytes(UTF_8));
    }

    long command(int destination, int flags, byte[] payload) {
        seq++;
        tell(MdpFrame.of(new MdpHeader(0x02, seq, 0, flags, 0xC0, destination), payload));
        return seq;
    }

    /** Acknowledges everything up to a number. */
    void acknowledge(long upTo) {
        tell(MdpFrame.of(new MdpHeader(0x03, ++seq, upTo, 0x02, 0xC0, 0xA1), new byte[0]));
    }

    void tell(MdpFrame frame) {
        tell(frame.encode());
    }

    void tell(byte[] bytes) {
        board.receive(bytes, bytes.length, now, this);
    }

    List<MdpFrame> frames() {
        return sendings.stream()
                .filter(Framed.class::isInstance)
                .map(sending -> ((Framed) sending).frame())
                .toList();
    }

    List<Line> lines() {
        return sendings.stream()
                .filter(Line.class::isInstance)
                .map(Line.class::cast)
                .toList();
    }

    /** Forgets what was said so far. */
    Bench forget() {
        sendings.clear();
        return this;
    }

    static String body(MdpFrame frame) {
        return new String(frame.payload(), UTF_8);
    }

    @Override
    public void send(Sending sending) {
        sendings.add(sending);
        also.send(sending);
    }

    @Override
    public void acknowledged(MdpFrame frame) {
        acknowledged.add(frame);
    }

    @Override
    public void abandoned(MdpFrame frame) {
        abandoned.add(frame);
    }

    @Override
    public void commanded(long number, String command, String outcome) {
        commands.add(new Command(number, command, outcome));
    }

    @Override
    public void resetWanted() {
        resetWanted = true;
    }
}
