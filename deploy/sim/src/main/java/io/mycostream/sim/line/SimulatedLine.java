package io.mycostream.sim.line;

import io.mycostream.local.PseudoTerminal;
import io.mycostream.sim.board.Board;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Truth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A board on a pseudo-terminal, which any program can open as a serial port.
 *
 * <p>The board starts when a host opens its port for the first time, and goes on while the host is away; what it says then is
 * lost. It has a thread of its own, and works in real time. Methods may be called from any thread; those that do something to
 * the board return when it is done.
 */
public final class SimulatedLine implements AutoCloseable {

    /** A host sets its port up after opening it, and what arrives before that is lost; a real board boots meanwhile. */
    private static final Duration BOOT = Duration.ofMillis(100);

    private static final Duration GLANCE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Board board;
    private final @Nullable Path link;
    private final boolean restartsWithHost;
    private final Duration away;
    private final Truth truth;
    private final Wire wire;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Wishes wishes = new Wishes(ended);
    private final Thread thread;
    private final byte[] received = new byte[4_096];
    private volatile boolean closed;
    private volatile @Nullable PseudoTerminal terminal;
    private long returnsAt = Long.MAX_VALUE;
    private boolean alive;
    private boolean hostWasThere;
    private boolean silent;
    private long bootedAt;

    private SimulatedLine(SimulatedLineBuilder builder) {
        board = builder.kind.board(builder.settings);
        link = builder.link;
        restartsWithHost = builder.restartsWithHost;
        away = builder.faults.away();
        truth = builder.truth;
        wire = new Wire(builder.faults, truth, builder.kind.sendsFrames(), new Plug());
        terminal = open();
        thread =
                Thread.ofPlatform().daemon().name("sim " + builder.kind.label()).unstarted(this::run);
    }

    /** A line with a board of this kind, nothing said about it yet. */
    public static SimulatedLineBuilder of(BoardKind kind) {
        return new SimulatedLineBuilder(kind);
    }

    static SimulatedLine start(SimulatedLineBuilder builder) {
        SimulatedLine line = new SimulatedLine(builder);
        line.thread.start();
        return line;
    }

    private PseudoTerminal open() {
        return link == null ? PseudoTerminal.open() : PseudoTerminal.open(link);
    }

    /** Whatever terminal the board is at. */
    private final class Plug implements Wire.Port {

        @Override
        public boolean isOpenAtHost() {
            PseudoTerminal now = terminal;
            return now != null && now.isOpenAtHost();
        }

        @Override
        public int write(byte[] bytes) {
            PseudoTerminal now = terminal;
            return now == null ? 0 : now.write(bytes);
        }
    }

    /** What a host opens. Without a chosen path it is another one after each time that the board was unplugged. */
    public Path path() {
        PseudoTerminal now = terminal;
        if (now != null) {
            return now.path();
        }
        if (link != null) {
            return link;
        }
        throw new IllegalStateException("the board is unplugged, and had no path of its own");
    }

    /** Completes when the line has been closed, or with what went wrong with it. */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /**
     * Switches the board off and leaves its port, so that a host can still read what is under way: unplugging a board loses
     * what its host has not read. It is silent for good.
     */
    public void silence() {
        wishes.carryOut(() -> {
            silent = true;
            wire.end();
        });
    }

    /** Resets the board: its memory is gone, its port stays. */
    public void restart() {
        wishes.carryOut(() -> {
            if (terminal != null) {
                boot();
            }
        });
    }

    /** Pulls the board's plug; it stays away until {@link #plugIn}. */
    public void unplug() {
        wishes.carryOut(() -> unplugUntil(Long.MAX_VALUE));
    }

    /** Plugs the board in again, under its path if it has one of its own. */
    public void plugIn() {
        wishes.carryOut(() -> {
            if (terminal == null) {
                plugInNow();
            }
        });
    }

    private void run() {
        try {
            while (!closed) {
                if (!wishes.grantOne()) {
                    step();
                }
            }
            ended.complete(null);
        } catch (InterruptedException _) {
            ended.complete(null);
        } catch (RuntimeException e) {
            if (closed) {
                ended.complete(null);
            } else {
                ended.completeExceptionally(e);
            }
        } finally {
            wire.end();
            PseudoTerminal last = terminal;
            if (last != null) {
                last.close();
            }
        }
    }

    private void step() throws InterruptedException {
        PseudoTerminal line = terminal;
        if (silent) {
            Thread.sleep(GLANCE);
            return;
        }
        if (line == null) {
            if (System.nanoTime() - returnsAt >= 0 && returnsAt != Long.MAX_VALUE) {
                plugInNow();
            } else {
                Thread.sleep(GLANCE);
            }
            return;
        }
        boolean hostIsThere = line.isOpenAtHost();
        if (hostIsThere && !hostWasThere && (!alive || restartsWithHost)) {
            Thread.sleep(BOOT);
            wire.hostComes();
            boot();
        }
        hostWasThere = hostIsThere;
        if (alive) {
            live(line);
        } else {
            Thread.sleep(GLANCE);
        }
    }

    private void live(PseudoTerminal line) {
        long wait = board.nextDue() - uptime();
        if (wait <= 0) {
            board.advance(uptime(), wire);
        } else {
            int count = line.read(received, wait < GLANCE.toNanos() ? Duration.ofNanos(wait) : GLANCE);
            if (count > 0) {
                board.receive(received, count, uptime(), wire);
            }
        }
        if (wire.takeUnplug()) {
            wire.takeRestart();
            unplugUntil(System.nanoTime() + away.toNanos());
        } else if (wire.takeRestart()) {
            boot();
        }
    }

    private long uptime() {
        return System.nanoTime() - bootedAt;
    }

    private void boot() {
        alive = true;
        bootedAt = System.nanoTime();
        wire.booting(true);
        truth.note(new Entry.Incident("boot", wire.life()));
        board.boot(wire);
        wire.booting(false);
    }

    private void unplugUntil(long nanoTime) {
        PseudoTerminal line = terminal;
        if (line != null) {
            line.unplug();
            terminal = null;
            alive = false;
            hostWasThere = false;
            truth.note(new Entry.Incident("unplugged", wire.life()));
        }
        returnsAt = nanoTime;
    }

    private void plugInNow() {
        terminal = open();
        truth.note(new Entry.Incident("plugged", wire.life()));
    }

    /** Unplugs the board for good, and waits until its thread has ended. Does nothing the second time. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        PseudoTerminal last = terminal;
        if (last != null) {
            last.close();
        }
    }
}
