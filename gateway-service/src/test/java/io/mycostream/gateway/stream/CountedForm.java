package io.mycostream.gateway.stream;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A wire form whose frames remember how often they were taken and given back. */
final class CountedForm implements WireForm {

    private final Queue<CountedFrame> made = new ConcurrentLinkedQueue<>();

    @Override
    public CountedFrame encode(Message message) {
        CountedFrame frame = new CountedFrame(message.json());
        made.add(frame);
        return frame;
    }

    /** A frame of this text; its length is that of the text. */
    CountedFrame frame(String text) {
        return encode(new Message(text, null, null));
    }

    /** Frames made so far. */
    int made() {
        return made.size();
    }

    /** Frames that are still held by someone, or were given back more often than taken; empty when all is well. */
    List<CountedFrame> unbalanced() {
        return made.stream()
                .filter(frame -> frame.references() != 0 || frame.misused)
                .toList();
    }

    static final class CountedFrame implements Frame {

        private final String text;
        private final AtomicInteger references = new AtomicInteger(1);
        private volatile boolean misused;

        CountedFrame(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        int references() {
            return references.get();
        }

        @Override
        public int length() {
            return text.length();
        }

        /** As if there were nothing around the text. */
        @Override
        public int cost() {
            return text.length();
        }

        @Override
        public void retain() {
            misused |= references.getAndIncrement() <= 0;
        }

        @Override
        public void release() {
            misused |= references.decrementAndGet() < 0;
        }

        @Override
        public String toString() {
            return text + " held " + references + (misused ? " times, and used when it was free" : " times");
        }
    }
}
