package io.mycostream.gateway.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all returning clients of this node together may have waiting of what they missed. One of them alone may have any
 * amount, because a history never gives way for its length; many that read nothing would fill the memory with it.
 *
 * <p>Safe for use by many threads.
 */
final class RecoveryMemory {

    private final long most;
    private final AtomicLong taken = new AtomicLong();

    /**
     * Creates a memory of which nothing is taken.
     *
     * @param most bytes of payload
     */
    RecoveryMemory(long most) {
        this.most = most;
    }

    /** Takes some for one client; false if the others leave too little. Nothing is always there. */
    boolean take(long bytes) {
        if (bytes == 0) {
            return true;
        }
        if (taken.addAndGet(bytes) > most && taken.get() > bytes) {
            taken.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** Bytes taken now. */
    long taken() {
        return taken.get();
    }
}
