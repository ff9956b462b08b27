package io.mycostream.ingest.mdp;

import io.mycostream.ingest.mdp.Rejection.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Cuts the bytes of one device link into frames, console lines and rejections, whatever pieces they arrive in.
 *
 * <p>A chunk is what lies between two delimiters. Console text stands in front of a frame without a delimiter of its
 * own, so whole lines are taken off the front first and leave at once; what is left is tried as a frame, then again after
 * each line feed in it, and the first success wins. A frame may begin with a line feed, so a blank line by itself is not
 * taken for text. A chunk that is nothing of the kind is one {@link Rejection}, and reading goes on at the next delimiter.
 * Of a chunk that is too long for a frame everything up to the next delimiter is dropped, under one rejection, except for
 * whole lines of text: a board that knows text only never sends a delimiter, and one stray byte, or the colour of a boot
 * log, must not silence it for ever. No frame passes for such a line: its header has bytes that are no text, and boards
 * write no line feeds into their JSON.
 *
 * <p>Memory is bounded by {@link #MAX_CHUNK} and {@link #MAX_LINE}, and time is linear in the bytes fed, whatever
 * arrives. Not thread-safe: a reader belongs to the thread of its link, as does the sink, which is called within
 * {@link #feed}. If the sink throws, what was not yet read of the bytes fed is lost and the reader stays usable.
 *
 * <p>Source: the MycoBrain firmware's framing, one decoder for both {@linkplain MdpVariant variants}.
 */
public final class MdpFrameReader {

    /** The longest stuffed frame in bytes, delimiter not counted. Boards send up to 1029. */
    public static final int MAX_CHUNK = 2048;

    /** The longest console line in bytes; the rest of a longer one is dropped. */
    public static final int MAX_LINE = 64 * 1024;

    private enum State {
        /** Everything in the chunk so far may be console text. */
        TEXT,
        /** A byte that no text has was seen; a frame is being collected. */
        FRAME,
        /** The chunk has been rejected; of the rest of it only lines of text are used. */
        SKIPPING
    }

    private State state = State.TEXT;

    /** The chunk behind the lines already taken; never more than a chunk and a line. */
    private byte[] chunk = new byte[MAX_CHUNK];

    private int length;

    /** Bytes of the chunk behind the lines already taken, also those not kept; stops counting above the limit. */
    private int pending;

    /** Where the unfinished line starts in the chunk; only blank lines are in front of it. */
    private int lineStart;

    private boolean lineBlank = true;

    private final SkippedLines skipped = new SkippedLines();
    private final FrameJudge judge = new FrameJudge(MAX_CHUNK);

    /** Reads all remaining bytes of {@code bytes}. */
    public void feed(ByteBuffer bytes, Consumer<? super MdpInput> sink) {
        int count = bytes.remaining();
        if (bytes.hasArray()) {
            int offset = bytes.arrayOffset() + bytes.position();
            bytes.position(bytes.limit());
            feed(bytes.array(), offset, count, sink);
        } else {
            byte[] copy = new byte[count];
            bytes.get(copy);
            feed(copy, sink);
        }
    }

    public void feed(byte[] bytes, Consumer<? super MdpInput> sink) {
        feed(bytes, 0, bytes.length, sink);
    }

    /** Reads {@code count} bytes from {@code offset} on. An unfinished chunk is kept for the next call. */
    public void feed(byte[] bytes, int offset, int count, Consumer<? super MdpInput> sink) {
        int at = Objects.checkFromIndexSize(offset, count, bytes.length);
        int end = offset + count;
        while (at < end) {
            at = switch (state) {
                case TEXT -> readText(bytes, at, end, sink);
                case FRAME -> readFrame(bytes, at, end, sink);
                case SKIPPING -> skip(bytes, at, end, sink);
            };
        }
    }

    /** Drops an unfinished chunk without a word: the port was closed, and what comes next is another beginning. */
    public void reset() {
        state = State.TEXT;
        startLineOrChunk();
    }

    /** Bytes this reader keeps for the chunk at hand, for tests of its bound. */
    int capacity() {
        return chunk.length;
    }

    private int readText(byte[] bytes, int from, int end, Consumer<? super MdpInput> sink) {
        int keptTo = from;
        for (int at = from; at < end; at++) {
            int b = bytes[at];
            switch (TextBytes.classOf(b)) {
                case TextBytes.VISIBLE -> lineBlank = false;
                case TextBytes.BLANK -> {}
                case TextBytes.LINE_FEED -> {
                    keep(bytes, keptTo, at + 1);
                    keptTo = at + 1;
                    endLine(sink);
                }
                default -> {
                    keep(bytes, keptTo, at);
                    if (b == 0) {
                        endTextChunk(sink);
                        return at + 1;
                    }
                    state = State.FRAME;
                    return at;
                }
            }
        }
        keep(bytes, keptTo, end);
        return end;
    }

    /** Keeps text that may still turn out to be the front of a frame, or as much of a line as is handed out. */
    private void keep(byte[] bytes, int from, int to) {
        int count = Math.min(to - from, lineStart + MAX_LINE - length);
        if (length + count > chunk.length) {
            int capacity = Math.max(2 * chunk.length, length + count);
            chunk = Arrays.copyOf(chunk, Math.min(capacity, MAX_CHUNK + MAX_LINE));
        }
        System.arraycopy(bytes, from, chunk, length, count);
        length += count;
        pending = Math.min(pending + (to - from), MAX_CHUNK + 1);
    }

    private void endLine(Consumer<? super MdpInput> sink) {
        if (!lineBlank) {
            emitLine(sink);
            return;
        }
        if (pending > MAX_CHUNK) {
            // no frame can start here any more, so only the count of these blank lines matters, not their bytes
            length = 0;
        }
        lineStart = length;
    }

    /** Ends a chunk without a byte that is not text. It holds no frame: version and type are such bytes. */
    private void endTextChunk(Consumer<? super MdpInput> sink) {
        if (pending > MAX_CHUNK) {
            reject(oversize(), State.TEXT, sink);
        } else if (!lineBlank) {
            emitLine(sink);
        } else {
            startLineOrChunk();
        }
    }

    private void emitLine(Consumer<? super MdpInput> sink) {
        TextLine line = TextLine.of(chunk, lineStart, length);
        startLineOrChunk();
        if (!line.text().isBlank()) {
            sink.accept(line);
        }
    }

    private int readFrame(byte[] bytes, int from, int end, Consumer<? super MdpInput> sink) {
        int at = indexOfDelimiter(bytes, from, end);
        if (pending + (at - from) > MAX_CHUNK) {
            startSkipping(sink);
            return from;
        }
        keep(bytes, from, at);
        if (at == end) {
            return end;
        }
        endFrameChunk(sink);
        return at + 1;
    }

    private void endFrameChunk(Consumer<? super MdpInput> sink) {
        MdpInput found = judge.judge(chunk, 0, length);
        for (int at = 1; at < length && found instanceof Rejection; at++) {
            if (chunk[at - 1] == '\n'
                    && FrameJudge.mayStartFrame(chunk, at, length)
                    && judge.judge(chunk, at, length) instanceof MdpFrame frame) {
                found = frame;
            }
        }
        reset();
        sink.accept(found);
    }

    private static Rejection oversize() {
        return new Rejection(Reason.OVERSIZE, MAX_CHUNK + 1, MAX_CHUNK + 1, MAX_CHUNK);
    }

    private void reject(Rejection rejection, State next, Consumer<? super MdpInput> sink) {
        reset();
        state = next;
        sink.accept(rejection);
    }

    /** Rejects the chunk, and looks for lines in what is already there of it. */
    private void startSkipping(Consumer<? super MdpInput> sink) {
        byte[] held = Arrays.copyOf(chunk, length);
        reject(oversize(), State.SKIPPING, sink);
        skipped.reset();
        skipped.feed(held, 0, held.length, sink);
    }

    private int skip(byte[] bytes, int from, int end, Consumer<? super MdpInput> sink) {
        int at = indexOfDelimiter(bytes, from, end);
        if (at == end) {
            skipped.feed(bytes, from, end, sink);
            return end;
        }
        state = State.TEXT;
        skipped.feed(bytes, from, at, sink);
        return at + 1;
    }

    private static int indexOfDelimiter(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    private void startLineOrChunk() {
        length = 0;
        pending = 0;
        lineStart = 0;
        lineBlank = true;
    }
}
