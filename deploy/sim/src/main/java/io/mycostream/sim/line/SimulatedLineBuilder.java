package io.mycostream.sim.line;

import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.truth.Truth;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what board it is, and on what line. */
public final class SimulatedLineBuilder {

    final BoardKind kind;
    BoardSettings settings = BoardSettings.standard();
    Faults faults = Faults.none();
    Truth truth = entry -> {};

    @Nullable
    Path link;

    boolean restartsWithHost;

    SimulatedLineBuilder(BoardKind kind) {
        this.kind = kind;
    }

    public SimulatedLineBuilder settings(BoardSettings some) {
        settings = some;
        return this;
    }

    public SimulatedLineBuilder faults(Faults some) {
        faults = some;
        return this;
    }

    /** Where everything that happens is written down, on the line's thread; nowhere, if nothing is said. */
    public SimulatedLineBuilder truth(Truth log) {
        truth = log;
        return this;
    }

    /** A path of the caller's choice, where a symbolic link is made, and made anew after unplugging. */
    public SimulatedLineBuilder at(Path path) {
        link = path;
        return this;
    }

    /** Like {@link #at}, when there may be none. */
    public SimulatedLineBuilder at(Optional<Path> path) {
        link = path.orElse(null);
        return this;
    }

    /** Lets the board start anew whenever a host opens its port, as boards do whose reset hangs on the port's lines. */
    public SimulatedLineBuilder restartsWithHost(boolean so) {
        restartsWithHost = so;
        return this;
    }

    /**
     * Plugs the board in.
     *
     * @throws UncheckedIOException if there is no pseudo-terminal to be had, or the path cannot be made
     */
    public SimulatedLine plugIn() {
        return SimulatedLine.start(this);
    }
}
