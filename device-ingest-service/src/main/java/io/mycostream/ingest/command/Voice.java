package io.mycostream.ingest.command;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said on one opening of a link, in order, by a thread of its own, because a board may take its time.
 *
 * <p>Safe for use by several threads; none of them waits.
 */
final class Voice implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Voice.class);

    /** More than a command and the acknowledgements of the frames that a board may have under way. */
    private static final int CAPACITY = 64;

    @SuppressWarnings("ArrayRecordComponent") // made once, never compared
    private record Saying(byte[] bytes, Consumer<Boolean> sent) {}

    private final BoardLine line;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Saying> waiting = new ArrayDeque<>();
    private boolean closed;

    private Voice(BoardLine line) {
        this.line = line;
    }

    static Voice on(String link, BoardLine line) {
        Voice voice = new Voice(line);
        Thread.ofVirtual().name("voice-" + link).start(voice::speak);
        return voice;
    }

    /**
     * Says something after what waits already.
     *
     * @param sent is told whether it left, on the thread of the voice; told nothing if the voice is closed before
     * @return whether there was room
     */
    boolean say(byte[] bytes, Consumer<Boolean> sent) {
        lock.lock();
        try {
            if (closed || waiting.size() >= CAPACITY) {
                return false;
            }
            waiting.addLast(new Saying(bytes, sent));
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Says something next, and nothing of what waits: what was to be said before an emergency must not be said after it. */
    boolean sayInstead(byte[] bytes, Consumer<Boolean> sent) {
        lock.lock();
        try {
            waiting.clear();
            return say(bytes, sent);
        } finally {
            lock.unlock();
        }
    }

    private void speak() {
        for (Saying saying = next(); saying != null; saying = next()) {
            tell(saying, send(saying.bytes()));
        }
    }

    /** What fails in whoever is told must not leave the rest unsaid: acknowledgements, an emergency stop. */
    private static void tell(Saying saying, boolean sent) {
        try {
            saying.sent().accept(sent);
        } catch (RuntimeException e) {
            LOG.errorf(e, "something was said on a line, and whoever said it failed over that");
        }
    }

    private boolean send(byte[] bytes) {
        try {
            return line.send(bytes);
        } catch (RuntimeException e) {
            LOG.errorf(e, "a line failed to send");
            return false;
        }
    }

    private @Nullable Saying next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                changed.await();
            }
            return closed ? null : waiting.pollFirst();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Says nothing any more. What is just being sent may still leave. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
