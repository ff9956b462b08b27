package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The council's verdict, collected from what its members said on the way: each one's score, and the composite one. */
final class CouncilScores implements Completion {

    /** Far more than a council has members; of more the latest count. */
    private static final int MOST = 100;

    private final Queue<String> scores = new ArrayDeque<>();
    private String composite = "null";

    @Override
    public Optional<String> after(Event event) {
        if (event.isTrue("isComplete") && isValue(event.raw("score"))) {
            if (scores.size() == MOST) {
                scores.remove();
            }
            scores.add(score(event));
        }
        composite(event).ifPresent(found -> composite = found);
        return event.says("stage", "complete")
                ? Optional.of(new JsonText()
                        .raw("scores", '[' + String.join(",", scores) + ']')
                        .raw("compositeScore", composite)
                        .end())
                : Optional.empty();
    }

    private static boolean isValue(@Nullable String raw) {
        return raw != null && !raw.equals("null");
    }

    private static String score(Event event) {
        return new JsonText()
                .raw("model", orNull(event.raw("model")))
                .raw("score", orNull(event.raw("score")))
                .raw("reasoning", orNull(event.raw("reasoning")))
                .end();
    }

    private static Optional<String> composite(Event event) {
        try {
            return Optional.ofNullable(
                    RawJson.members(orNull(event.raw("finalScore"))).get("composite"));
        } catch (RawJsonException _) {
            // no object, and so no composite score
            return Optional.empty();
        }
    }

    private static String orNull(@Nullable String raw) {
        return Objects.requireNonNullElse(raw, "null");
    }
}
