package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client at the other end of nothing: it hears what was flushed, takes as much as a test says, and holds on to frames as
 * a socket does, from the write to the flush.
 */
final class FakeLink implements ClientLink {

    private final Transport transport;
    private final CountedForm form;
    private final Deque<CountedForm.CountedFrame> written = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private boolean stuck;
    private boolean opened;
    private boolean delivering;
    private int flushes;
    private int pings;
    private @Nullable CloseReason closedWith;
    private @Nullable RuntimeException fault;

    /** What happens after each write, as a socket may call back out of it. */
    private Runnable afterWrite = () -> {};

    private Runnable afterFlush = () -> {};

    /** Whom a link that took no more tells that it takes more, as a socket does in the middle of a flush. */
    private Runnable whenWritable = () -> {};

    FakeLink(Transport transport, CountedForm form) {
        this.transport = transport;
        this.form = form;
    }

    /** Frames it takes between two flushes before it is not writable any more. */
    void room(int frames) {
        room = frames;
    }

    /** From now on it takes nothing. */
    void stick() {
        stuck = true;
    }

    /** It takes everything again. */
    void unstick() {
        stuck = false;
        deliver();
        whenWritable.run();
    }

    void whenWritable(Runnable action) {
        whenWritable = action;
    }

    /** From now on every call of the session ends in this. */
    void breakWith(RuntimeException exception) {
        fault = exception;
    }

    void afterWrite(Runnable action) {
        afterWrite = action;
    }

    void afterFlush(Runnable action) {
        afterFlush = action;
    }

    /** Everything that reached the client, in order. */
    List<String> heard() {
        return heard;
    }

    int flushes() {
        return flushes;
    }

    int pings() {
        return pings;
    }

    /** Why it was closed, or null while it is open. */
    @Nullable
    CloseReason closedWith() {
        return closedWith;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public WireForm form() {
        return form;
    }

    @Override
    public void open() {
        assertThat(opened).as("opened once").isFalse();
        opened = true;
    }

    /** Whether its client was let in. */
    boolean opened() {
        return opened;
    }

    @Override
    public boolean writable() {
        return !stuck && written.size() < room;
    }

    @Override
    public void write(Frame frame) {
        assertThat(closedWith).as("nothing is written to a closed link").isNull();
        assertThat(opened).as("nothing is written before the answer has begun").isTrue();
        if (fault != null) {
            frame.release();
            throw fault;
        }
        written.add((CountedForm.CountedFrame) frame);
        afterWrite.run();
    }

    @Override
    public void flush() {
        flushes++;
        deliver();
        afterFlush.run();
    }

    @Override
    public void ping(Instant now) {
        if (fault != null) {
            throw fault;
        }
        pings++;
    }

    @Override
    public void close(CloseReason reason) {
        assertThat(closedWith).as("closed once").isNull();
        deliver();
        closedWith = reason;
        written.forEach(Frame::release);
        written.clear();
    }

    private void deliver() {
        if (stuck || delivering) {
            return;
        }
        delivering = true;
        while (!written.isEmpty()) {
            boolean wasFull = !writable();
            for (CountedForm.CountedFrame next = written.poll(); next != null; next = written.poll()) {
                heard.add(next.text());
                next.release();
            }
            if (wasFull) {
                whenWritable.run();
            }
        }
        delivering = false;
    }
}
