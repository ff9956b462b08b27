package io.mycostream.gateway.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way to all the sessions of one dialect that want it: put into words once, encoded once per wire
 * form, shared by every event loop.
 *
 * <p>Made with one reference. Each loop takes one while the broadcast waits for it, and the last release frees the frames.
 */
final class Broadcast implements Happening {

    private final List<Audience> audiences;
    private final Translation translation;
    private final @Nullable Message message;
    private final long receivedNanos;
    private final Map<WireForm, Frame> frames = new HashMap<>(2);
    private int references = 1;

    Broadcast(List<Audience> audiences, Translation translation, long receivedNanos) {
        this.audiences = audiences;
        this.translation = translation;
        this.message = translation.message().orElse(null);
        this.receivedNanos = receivedNanos;
    }

    /** Whom it is for. */
    List<Audience> audiences() {
        return audiences;
    }

    Channel channel() {
        return audiences.getLast().channel();
    }

    Translation translation() {
        return translation;
    }

    /** What it is mainly about, in its channel; null when about nothing in particular. */
    @Nullable
    String key() {
        String key = audiences.getFirst().key();
        // what two channels say of one thing is two things, and neither makes the other obsolete
        return key == null ? null : channel().name() + ' ' + key;
    }

    /** Whether it is put into words, and not only heard by the conversations. */
    boolean isTold() {
        return message != null;
    }

    long receivedNanos() {
        return receivedNanos;
    }

    @Override
    public int weight() {
        return message == null ? 0 : message.json().length();
    }

    /** The message in this form, with one reference more for the caller. */
    synchronized Frame frame(WireForm form) {
        Message told = Objects.requireNonNull(message);
        Frame frame = frames.computeIfAbsent(form, wanted -> wanted.encode(told));
        frame.retain();
        return frame;
    }

    synchronized void retain() {
        references++;
    }

    synchronized void release() {
        if (--references == 0) {
            frames.values().forEach(Frame::release);
            frames.clear();
        }
    }
}
