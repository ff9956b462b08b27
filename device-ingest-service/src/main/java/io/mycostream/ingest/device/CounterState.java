package io.mycostream.ingest.device;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpVariant;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far a sender has counted, and since when.
 *
 * @param epoch stands for one run of the counter; another one when it began anew. Random, so that what is lost cannot be
 *     mistaken for another
 * @param last the last number, or -1 when none was heard in this epoch
 * @param repeatable marks of the latest frames that asked for an acknowledgement, oldest first: these may come again
 */
record CounterState(CounterKey key, long epoch, long last, List<Long> repeatable) {

    /** More than any known firmware keeps to repeat. */
    private static final int MOST_REPEATABLE = 16;

    CounterState {
        repeatable = List.copyOf(repeatable);
    }

    /** What tells a frame from others of its sender. */
    static long mark(byte[] fingerprint) {
        return ByteBuffer.wrap(fingerprint).getLong();
    }

    CounterState at(long number) {
        return new CounterState(key, epoch, number, repeatable);
    }

    CounterState withRepeatable(long mark) {
        List<Long> marks = new ArrayList<>(repeatable);
        if (marks.size() == MOST_REPEATABLE) {
            marks.removeFirst();
        }
        marks.add(mark);
        return new CounterState(key, epoch, last, marks);
    }

    /** As it is kept on disk: source (u8), epoch (u64), last (i64), marks (u8, u64 each), then variant and link in UTF-8. */
    byte[] encoded() {
        byte[] link = (key.variant().label() + ' ' + key.link()).getBytes(UTF_8);
        ByteBuffer out = ByteBuffer.allocate(2 + (2 + repeatable.size()) * Long.BYTES + link.length)
                .put((byte) key.source())
                .putLong(epoch)
                .putLong(last)
                .put((byte) repeatable.size());
        repeatable.forEach(out::putLong);
        return out.put(link).array();
    }

    /** Reads what was kept; nothing when it is something else. */
    static Optional<CounterState> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            int source = Byte.toUnsignedInt(in.get());
            long epoch = in.getLong();
            long last = in.getLong();
            List<Long> repeatable = new ArrayList<>();
            for (int left = in.get(); left > 0; left--) {
                repeatable.add(in.getLong());
            }
            String heard = UTF_8.decode(in).toString();
            String link = heard.substring(heard.indexOf(' ') + 1);
            return Stream.of(MdpVariant.values())
                    .filter(variant -> heard.startsWith(variant.label() + ' '))
                    .findFirst()
                    .map(variant -> new CounterState(new CounterKey(link, variant, source), epoch, last, repeatable));
        } catch (BufferUnderflowException _) {
            return Optional.empty();
        }
    }
}
