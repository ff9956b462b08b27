package io.mycostream.gateway.app;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An HTTP client in a {@link Transcript}: an answer, and the server-sent events in it. */
final class TranscriptEvents implements AutoCloseable {

    /**
     * One block of the stream, its fields as they came.
     *
     * @param comment null unless the block is one
     */
    record Block(
            @Nullable String comment,
            @Nullable String event,
            @Nullable String id,
            @Nullable String retry,
            @Nullable String data) {

        static Block parse(String text) {
            Map<String, String> fields = new HashMap<>();
            for (String line : text.split("\n", -1)) {
                int colon = line.indexOf(':');
                if (colon < 0 || line.contains("\r")) {
                    throw new AssertionError("a line of no server-sent event: " + text);
                }
                String value = line.substring(colon + 1);
                String before =
                        fields.put(line.substring(0, colon), value.startsWith(" ") ? value.substring(1) : value);
                if (before != null) {
                    throw new AssertionError("the same field twice: " + text);
                }
            }
            Block block = new Block(
                    fields.remove(""),
                    fields.remove("event"),
                    fields.remove("id"),
                    fields.remove("retry"),
                    fields.remove("data"));
            if (!fields.isEmpty()) {
                throw new AssertionError("fields that server-sent events do not have: " + text);
            }
            return block;
        }
    }

    private final HttpWire answer;
    private String unread = "";
    private boolean ended;

    TranscriptEvents(HttpWire answer) {
        this.answer = answer;
    }

    HttpWire answer() {
        return answer;
    }

    /** Whether the answer is one of events that may go on. */
    boolean goesOn() {
        return !ended && answer.status() == 200;
    }

    /** The next block's text; null at the end. */
    @Nullable
    String next() {
        int end = unread.indexOf("\n\n");
        while (end < 0) {
            String more = answer.nextText();
            if (more.isEmpty()) {
                ended = true;
                if (!unread.isEmpty()) {
                    throw new AssertionError("ended in the middle of: " + unread);
                }
                return null;
            }
            unread += more;
            end = unread.indexOf("\n\n");
        }
        String block = unread.substring(0, end);
        unread = unread.substring(end + 2);
        return block;
    }

    /** Whether something is here that nobody has asked for. */
    boolean hasUnread() {
        return !unread.isEmpty() || !answer.silentFor(Duration.ofMillis(1));
    }

    /** The whole body of an answer that is no stream. */
    String body() {
        if (answer.header("Content-Length").isPresent()) {
            return answer.fixedBody();
        }
        if (answer.header("Transfer-Encoding").isEmpty()) {
            return "";
        }
        StringBuilder body = new StringBuilder();
        for (String chunk = answer.chunk(); !chunk.isEmpty(); chunk = answer.chunk()) {
            body.append(chunk);
        }
        return body.toString();
    }

    void vanish() {
        ended = true;
        answer.reset();
    }

    @Override
    public void close() {
        ended = true;
        answer.close();
    }
}
