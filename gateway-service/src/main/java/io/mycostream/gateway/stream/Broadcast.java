package io.mycostream.gateway.stream;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One publication on its way to all the sessions of one dialect that want it: put into words once, encoded once per wire
 * form, shared by every event loop.
 *
 * <p>Made with one reference. Each loop takes one while the broadcast waits for it, and the last release frees the frames.
 */
final class Broadcast implements Happening {

    private final Audience audience;
    private final Message message;
    private final long receivedNanos;
    private final Map<WireForm, Frame> frames = new HashMap<>(2);
    private int references = 1;

    Broadcast(Audience audience, Message message, long receivedNanos) {
        this.audience = audience;
        this.message = message;
        this.receivedNanos = receivedNanos;
    }

    Audience audience() {
        return audience;
    }

    @Nullable
    String key() {
        return audience.key();
    }

    long receivedNanos() {
        return receivedNanos;
    }

    @Override
    public int weight() {
        return message.json().length();
    }

    /** The message in this form, with one reference more for the caller. */
    synchronized Frame frame(WireForm form) {
        Frame frame = frames.computeIfAbsent(form, wanted -> wanted.encode(message));
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
