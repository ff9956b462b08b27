package io.mycostream.gateway.broker.redis;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code read.lua}.
 *
 * @param epoch null if the channel has no history that goes on
 * @param top offset of the SDK's latest publication
 * @param plain the latest plain entry that was made in this epoch; null if there was none
 * @param ended whether there is nothing older in the range
 * @param entries newest first
 */
record HistoryPart(
        @Nullable String epoch, long top, @Nullable EntryId plain, boolean ended, List<Response> entries) {

    static HistoryPart of(Response answer) {
        String epoch = text(answer.get(0));
        Optional<Long> top = Optional.ofNullable(text(answer.get(1))).flatMap(HistoryPart::count);
        List<Response> entries = new ArrayList<>();
        answer.get(4).forEach(entries::add);
        return new HistoryPart(
                top.isPresent() ? epoch : null,
                top.orElse(0L),
                EntryId.parse(text(answer.get(2))).orElse(null),
                answer.get(3).toString().equals("1"),
                entries);
    }

    private static @Nullable String text(@Nullable Response word) {
        return word == null ? null : word.toString();
    }

    private static Optional<Long> count(String digits) {
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
