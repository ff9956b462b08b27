package io.mycostream.gateway.limit;

import java.util.concurrent.atomic.AtomicBoolean;

/** A place that a connection holds. It is given back once, however many of the ways in which a connection can end say so. */
public final class Lease {

    /** Held by those who are not counted. */
    public static Lease uncounted() {
        return new Lease(() -> {});
    }

    private final Runnable giveBack;
    private final AtomicBoolean released = new AtomicBoolean();

    Lease(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    public void release() {
        if (released.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
