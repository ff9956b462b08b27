package io.mycostream.gateway.limit;

import java.util.concurrent.atomic.AtomicBoolean;

/** A place that a connection holds. It is given back once, however many of the ways in which a connection can end say so. */
public final class Lease {

    private final Runnable giveBack;
    private final AtomicBoolean released = new AtomicBoolean();

    /**
     * Creates the lease of a place that has been taken.
     *
     * @param giveBack run once, on the thread that releases; it must not wait
     */
    public Lease(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    public void release() {
        if (released.compareAndSet(false, true)) {
            giveBack.run();
        }
    }

    public boolean released() {
        return released.get();
    }
}
