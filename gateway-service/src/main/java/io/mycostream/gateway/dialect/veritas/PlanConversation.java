package io.mycostream.gateway.dialect.veritas;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.dialect.ClientFrame;
import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.CatchUp;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The talk with one client: a welcome, then subscriptions to plans as it asks for them, each beginning with what is kept of
 * the plan. Neither has an acknowledgement; the pong to a later ping is the proof that it is in force.
 */
final class PlanConversation implements Conversation {

    /** In characters. */
    private static final int LONGEST_CLIENT_ID = 128;

    /** In characters; with it the name of a plan's channel has a length that a publisher may use. */
    private static final int LONGEST_PLAN_ID = 499;

    private final String clientId;
    private final Optional<String> user;
    private final Optional<String> firstPlan;
    private final int mostPlans;
    private final ConnectedClients clients;

    private final Set<String> plans = new HashSet<>();
    private ConnectedClients.@Nullable Client entered;

    /**
     * Begins one.
     *
     * @param user who is let in; empty for an anonymous client
     * @param firstPlan the plan that the address names; empty when it names none
     * @param mostPlans most plans at once
     */
    PlanConversation(
            String clientId,
            Optional<String> user,
            Optional<String> firstPlan,
            int mostPlans,
            ConnectedClients clients) {
        this.clientId = clientId;
        this.user = user;
        this.firstPlan = firstPlan;
        this.mostPlans = mostPlans;
        this.clients = clients;
    }

    @Override
    public Dialect dialect() {
        return PlanDialect.PLANS;
    }

    @Override
    public Turn open(Prompt prompt) {
        int length = clientId.codePointCount(0, clientId.length());
        if (length == 0 || length > LONGEST_CLIENT_ID) {
            return Turn.end(CloseReason.CLIENT_ID_LENGTH);
        }
        ConnectedClients.Client client = new ConnectedClients.Client(user, prompt);
        if (!clients.enter(clientId, client)) {
            return Turn.end(CloseReason.CLIENT_ID_TAKEN);
        }
        entered = client;
        try {
            Turn opening = firstPlan.isPresent() ? subscribe(planId(firstPlan.get())) : Turn.NOTHING;
            return opening.saying((now, _) -> List.of(welcome(now)));
        } catch (ProtocolException noPlan) {
            return Turn.say((now, _) -> List.of(welcome(now), error(String.valueOf(noPlan.getMessage()), now)));
        }
    }

    private static Message welcome(Instant now) {
        return StreamEvent.ours(
                "ping", new JsonText().string("message", "Connected to VERITAS streaming service"), now);
    }

    private static Message error(String problem, Instant now) {
        return StreamEvent.ours("error", new JsonText().string("message", problem), now);
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        JsonNode message = ClientFrame.read(frame);
        // nobody publishes here, whatever else the message says
        String action = message.has("event_type") ? "" : message.path("action").asText();
        return switch (action) {
            case "subscribe" -> subscribe(planId(message));
            case "unsubscribe" -> unsubscribe(planId(message));
            case "ping" -> pong(frame);
            case "pong" -> Turn.NOTHING;
            default ->
                throw new ProtocolException(
                        "a message needs an \"action\": \"subscribe\", \"unsubscribe\", \"ping\" or \"pong\"");
        };
    }

    private Turn subscribe(String planId) throws ProtocolException {
        if (plans.contains(planId)) {
            return Turn.NOTHING;
        }
        if (plans.size() >= mostPlans) {
            throw new ProtocolException(
                    "a connection may be subscribed to " + mostPlans + " plans at once; unsubscribe from one first");
        }
        plans.add(planId);
        return Turn.entering(subscription(planId)).catchingUp(new CatchUp.InChannel(new Resume.Everything()));
    }

    private Turn unsubscribe(String planId) {
        return plans.remove(planId) ? Turn.leaving(List.of(subscription(planId))) : Turn.NOTHING;
    }

    private static Subscription subscription(String planId) {
        return Subscription.toAll(PlanDialect.channel(planId));
    }

    /** Returns what the client calls its time as the very text it was. */
    private static Turn pong(String frame) throws ProtocolException {
        try {
            String timestamp = RawJson.members(frame).getOrDefault("timestamp", "null");
            return Turn.say(
                    (now, _) -> List.of(StreamEvent.ours("pong", new JsonText().raw("timestamp", timestamp), now)));
        } catch (RawJsonException unreadable) {
            throw new ProtocolException("a message must be one JSON object");
        }
    }

    private static String planId(JsonNode message) throws ProtocolException {
        JsonNode planId = message.path("plan_id");
        return planId(planId.isTextual() ? planId.textValue() : "");
    }

    private static String planId(String planId) throws ProtocolException {
        if (planId.isEmpty() || planId.length() > LONGEST_PLAN_ID) {
            throw new ProtocolException(
                    "a \"plan_id\" is needed, which must be a string of 1 to " + LONGEST_PLAN_ID + " characters");
        }
        return planId;
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return switch (event) {
            case ServerEvent.Misunderstood(var at, var problem) -> Optional.of(error(problem, at));
            case ServerEvent.Heartbeat(var at) -> Optional.of(StreamEvent.ours("ping", new JsonText(), at));
            case ServerEvent.Gap(var at, var reason)
            when reason == GapReason.NODE_OVERLOADED ->
                Optional.of(error("events were left out, as too many clients want theirs; the history has them", at));
            // the close frame says the one, and of other gaps these clients know nothing: they can ask for the history
            case ServerEvent.Draining _, ServerEvent.Gap _ -> Optional.empty();
        };
    }

    @Override
    public void ended() {
        if (entered != null) {
            clients.leave(clientId, entered);
        }
    }
}
