package io.mycostream.sim.line;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.sim.board.Outlet;
import io.mycostream.sim.board.Sending;
import io.mycostream.sim.line.Damage.Piece;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Truth;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Takes what a board sends, lets happen what is decided, puts the rest onto the line, and writes all of it down. */
final class Wire implements Outlet {

    /** Where the bytes go in the end. */
    interface Port {

        boolean isOpenAtHost();

        /** Returns how many of the bytes were taken. */
        int write(byte[] bytes);
    }

    private final Faults faults;
    private final Truth truth;
    private final Referee referee;
    private final Port port;
    private long sendings;
    private long n;
    private int life;
    private boolean booting;
    private boolean hostWasAway = true;
    private boolean restartWanted;
    private boolean unplugWanted;

    Wire(Faults faults, Truth truth, boolean frames, Port port) {
        this.faults = faults;
        this.truth = truth;
        this.referee = new Referee(frames);
        this.port = port;
    }

    /** What a board says at its start is spared restarts and unplugging, or it might never get further. */
    void booting(boolean now) {
        booting = now;
        if (now) {
            life++;
        }
    }

    int life() {
        return life;
    }

    /** Another host, or the same one again, begins to read. */
    void hostComes() {
        referee.restart();
    }

    /** Whether the board is to start anew, asked once. */
    boolean takeRestart() {
        boolean wanted = restartWanted;
        restartWanted = false;
        return wanted;
    }

    /** Whether the board is to be unplugged, asked once. */
    boolean takeUnplug() {
        boolean wanted = unplugWanted;
        unplugWanted = false;
        return wanted;
    }

    @Override
    public void send(Sending sending) {
        RandomGenerator random = faults.of(++sendings);
        Set<Fault> chosen = faults.choose(random);
        if (booting) {
            chosen.remove(Fault.RESTART);
            chosen.remove(Fault.UNPLUG);
        }
        List<String> names = chosen.stream().map(Fault::label).toList();
        if (chosen.contains(Fault.DROP)) {
            truth.note(new Entry.Sent(++n, life, sending, false, false, names));
        }
        boolean own = true;
        for (Piece piece : Damage.to(sending, chosen, random)) {
            boolean legible = piece.copy() && referee.finds(sending);
            int taken = put(piece.bytes());
            if (piece.ofSending()) {
                boolean written = taken == piece.bytes().length;
                truth.note(new Entry.Sent(
                        ++n, life, sending, legible, written, own ? names : List.of(Fault.REPEAT.label())));
                own = false;
            }
        }
        restartWanted |= chosen.contains(Fault.RESTART);
        unplugWanted |= chosen.contains(Fault.UNPLUG);
    }

    private int put(byte[] bytes) {
        boolean away = !port.isOpenAtHost();
        if (hostWasAway && !away) {
            referee.restart();
        }
        hostWasAway = away;
        int taken = away ? 0 : port.write(bytes);
        referee.pass(bytes, taken);
        return taken;
    }

    @Override
    public void acknowledged(MdpFrame frame) {
        truth.note(new Entry.Acknowledged(life, frame));
    }

    @Override
    public void abandoned(MdpFrame frame) {
        truth.note(new Entry.Abandoned(life, frame));
    }

    @Override
    public void commanded(long seq, String command, String outcome) {
        truth.note(new Entry.Commanded(seq, command, outcome));
    }

    @Override
    public void resetWanted() {
        restartWanted = true;
    }
}
