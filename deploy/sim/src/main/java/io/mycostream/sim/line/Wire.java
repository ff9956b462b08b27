package io.mycostream.sim.line;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.sim.board.Outlet;
import io.mycostream.sim.board.Sending;
import io.mycostream.sim.line.Damage.Part;
import io.mycostream.sim.line.Damage.Piece;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Truth;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

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
    private Entry.@Nullable Sent endless;
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
            boolean found = piece.part().compareTo(Part.ENDLESS) >= 0 && referee.finds(sending);
            int taken = put(piece.bytes());
            if (piece.part() != Part.FOREIGN) {
                boolean written = taken == piece.bytes().length;
                List<String> why = own ? names : List.of(Fault.REPEAT.label());
                Entry.Sent sent = new Entry.Sent(++n, life, sending, found, written, why);
                if (piece.part() == Part.ENDLESS) {
                    endless = sent;
                } else {
                    truth.note(sent);
                }
                own = false;
            }
        }
        restartWanted |= chosen.contains(Fault.RESTART);
        unplugWanted |= chosen.contains(Fault.UNPLUG);
    }

    private int put(byte[] bytes) {
        boolean away = !port.isOpenAtHost();
        settle(bytes.length == 0 || away ? 1 : bytes[0]);
        if (hostWasAway && !away) {
            referee.restart();
        }
        hostWasAway = away;
        int taken = away ? 0 : port.write(bytes);
        referee.pass(bytes, taken);
        return taken;
    }

    /** Says of a sending whose end was lost what became of it: the next byte on the line may happen to be that end. */
    private void settle(int next) {
        Entry.Sent sent = endless;
        if (sent != null) {
            endless = null;
            boolean ended = next == 0 || (next == '\n' && sent.sending() instanceof Sending.Line);
            truth.note(new Entry.Sent(
                    sent.n(), sent.life(), sent.sending(), sent.legible() && ended, sent.written(), sent.faults()));
        }
    }

    /** Nothing more will be sent: writes down what was waiting. */
    void end() {
        settle(1);
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
