package io.mycostream.gateway.dialect.mas;

import static io.mycostream.gateway.dialect.mas.MasEvent.message;
import static io.mycostream.gateway.dialect.mas.MasEvent.typed;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The talk with one client of CREP: it may hear one category alone, and change its mind. */
final class CrepConversation extends StreamConversation {

    private final boolean overSse;

    /** The category in force; null for all of them. */
    private @Nullable String category;

    /**
     * Begins it.
     *
     * @param category what the address says; empty for all of them
     */
    CrepConversation(String category, Client client) {
        super(EventDialect.CREP, to(filter(category)), "CREP stream connected", client);
        this.category = filter(category);
        this.overSse = client.overSse();
    }

    private static Subscription to(@Nullable String category) {
        return new Subscription(EventDialect.CREP.channel(), category);
    }

    private static @Nullable String filter(String category) {
        return category.isEmpty() ? null : category;
    }

    @Override
    JsonText introduce(JsonText connected) {
        connected.string("filter", category);
        return overSse ? connected.string("category", category == null ? "all" : category) : connected;
    }

    @Override
    Turn answer(String type, JsonNode asked) throws ProtocolException {
        if (!type.equals("set_filter")) {
            throw new ProtocolException("this stream knows messages of type \"ping\" and \"set_filter\" only");
        }
        JsonNode wanted = asked.path("category");
        if (!wanted.isTextual() && !wanted.isNull() && !wanted.isMissingNode()) {
            throw new ProtocolException("a \"category\" must be a string, or null for all of them");
        }
        return change(filter(wanted.asText("")));
    }

    private Turn change(@Nullable String wanted) {
        Subscription before = to(category);
        Subscription after = to(wanted);
        category = wanted;
        Turn turn = before.equals(after) ? Turn.NOTHING : Turn.entering(after).andLeaving(List.of(before));
        return turn.saying((now, _) ->
                List.of(message("filter_updated", now, typed("filter_updated").string("category", wanted))));
    }
}
