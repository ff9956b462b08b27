package io.mycostream.gateway.dialect.veritas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.gateway.stream.CatchUp;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanConversationTest {

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WELCOME = "{\"event_type\":\"ping\",\"plan_id\":\"system\",\"step_id\":null,"
            + "\"data\":{\"message\":\"Connected to VERITAS streaming service\"},"
            + "\"timestamp\":\"2026-02-12T10:30:00.500Z\"}";

    private final ConnectedClients clients = new ConnectedClients();
    private final List<Turn> prompted = new ArrayList<>();

    private PlanConversation conversation(String clientId, Optional<String> user, Optional<String> plan) {
        return new PlanConversation(clientId, user, plan, 3, clients);
    }

    private PlanConversation opened() {
        PlanConversation conversation = conversation("c", Optional.of("u"), Optional.empty());
        conversation.open(prompted::add);
        return conversation;
    }

    private static List<Message> words(Turn turn) {
        return turn.answer().words(NOW, Recovery.NONE);
    }

    /** The event without its id, which has to be a new one each time. */
    private static String withoutId(Message message) throws Exception {
        JsonNode event = JSON.readTree(message.json());
        UUID.fromString(event.path("event_id").textValue());
        return message.json().replaceAll(",\"event_id\":\"[^\"]*\"", "");
    }

    private static Subscription plan(String planId) {
        return Subscription.toAll(PlanDialect.channel(planId));
    }

    /** VER-4, VER-5. */
    @Test
    void welcomesFirst() throws Exception {
        Turn opening = conversation("c", Optional.of("u"), Optional.empty()).open(prompted::add);

        assertThat(opening.enter()).isEmpty();
        assertThat(words(opening)).hasSize(1);
        assertThat(withoutId(words(opening).getFirst())).isEqualTo(WELCOME);
        assertThat(words(opening)).doesNotContainAnyElementsOf(words(opening));
    }

    /** VER-6: the plan of the address comes with its history, behind the welcome. */
    @Test
    void entersThePlanOfTheAddressWithItsHistory() throws Exception {
        Turn opening = conversation("c", Optional.of("u"), Optional.of("a:b/c")).open(prompted::add);

        assertThat(opening.enter()).containsExactly(plan("a:b/c"));
        assertThat(opening.catchUp()).isEqualTo(new CatchUp.InChannel(new Resume.Everything()));
        assertThat(withoutId(words(opening).getFirst())).isEqualTo(WELCOME);
    }

    /** VER-15: an address with an impossible plan is answered like such a message. */
    @Test
    void saysSoWhenTheAddressNamesAnImpossiblePlan() {
        Turn opening = conversation("c", Optional.of("u"), Optional.of("x".repeat(500)))
                .open(prompted::add);

        assertThat(opening.enter()).isEmpty();
        assertThat(opening.end()).isEmpty();
        assertThat(words(opening)).hasSize(2);
        assertThat(words(opening).getLast().json()).startsWith("{\"event_type\":\"error\"");
    }

    /** VER-9, VER-10: once, until it is left. */
    @Test
    void subscribesOnceAndReplaysAgainAfterLeaving() throws Exception {
        PlanConversation conversation = opened();

        Turn first = conversation.receive("{\"action\":\"subscribe\",\"plan_id\":\"p\"}");
        Turn second = conversation.receive("{\"action\":\"subscribe\",\"plan_id\":\"p\"}");
        Turn left = conversation.receive("{\"action\":\"unsubscribe\",\"plan_id\":\"p\"}");
        Turn leftAgain = conversation.receive("{\"action\":\"unsubscribe\",\"plan_id\":\"p\"}");
        Turn third = conversation.receive("{\"action\":\"subscribe\",\"plan_id\":\"p\"}");

        assertThat(first.enter()).containsExactly(plan("p"));
        assertThat(first.catchUp()).isEqualTo(new CatchUp.InChannel(new Resume.Everything()));
        assertThat(words(first)).as("no acknowledgement").isEmpty();
        assertThat(second).isSameAs(Turn.NOTHING);
        assertThat(left.leave()).isEqualTo(Set.of(plan("p")));
        assertThat(words(left)).as("no acknowledgement").isEmpty(); // VER-12
        assertThat(leftAgain).isSameAs(Turn.NOTHING);
        assertThat(third.enter()).containsExactly(plan("p"));
        assertThat(third.catchUp()).isEqualTo(new CatchUp.InChannel(new Resume.Everything()));
    }

    /** VER-10: the plan of the address counts as subscribed. */
    @Test
    void planOfTheAddressIsSubscribedAlready() throws Exception {
        PlanConversation conversation = conversation("c", Optional.of("u"), Optional.of("p"));
        conversation.open(prompted::add);

        assertThat(conversation.receive("{\"action\":\"subscribe\",\"plan_id\":\"p\"}"))
                .isSameAs(Turn.NOTHING);
    }

    /** VER-11: many plans, up to what is configured; one that is left makes room. */
    @Test
    void boundsThePlansOfAConnection() throws Exception {
        PlanConversation conversation = opened();
        for (String id : List.of("a", "b", "c")) {
            conversation.receive("{\"action\":\"subscribe\",\"plan_id\":\"" + id + "\"}");
        }

        assertThatThrownBy(() -> conversation.receive("{\"action\":\"subscribe\",\"plan_id\":\"d\"}"))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("3 plans");
        assertThat(conversation.receive("{\"action\":\"subscribe\",\"plan_id\":\"a\"}"))
                .isSameAs(Turn.NOTHING);
        conversation.receive("{\"action\":\"unsubscribe\",\"plan_id\":\"a\"}");
        assertThat(conversation
                        .receive("{\"action\":\"subscribe\",\"plan_id\":\"d\"}")
                        .enter())
                .containsExactly(plan("d"));
    }

    /** VER-13: to the last character, whatever it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2025-10-08T14:30:00\"",
                "1728397800123",
                "1.10",
                "123456789012345678901234567890",
                "null",
                "true",
                "{\"a\":[1, 2.50]}",
                "\"\\u2028 🍄\"",
            })
    void pongReturnsTheTimestampAsItWas(String timestamp) throws Exception {
        List<Message> pong = words(opened().receive("{\"action\":\"ping\",\"timestamp\": " + timestamp + " }"));

        assertThat(withoutId(pong.getFirst()))
                .isEqualTo("{\"event_type\":\"pong\",\"plan_id\":\"system\",\"step_id\":null,\"data\":{\"timestamp\":"
                        + timestamp + "},\"timestamp\":\"2026-02-12T10:30:00.500Z\"}");
    }

    /** VER-13, VER-14. */
    @Test
    void pongWithoutTimestampHasNullAndThePongOfAClientNoAnswer() throws Exception {
        assertThat(withoutId(words(opened().receive("{\"action\":\"ping\"}")).getFirst()))
                .contains("\"data\":{\"timestamp\":null}");
        assertThat(opened().receive("{\"action\":\"pong\",\"timestamp\":1}")).isSameAs(Turn.NOTHING);
    }

    /** VER-15, VER-16. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "null",
                "\"ping\"",
                "{\"action\":\"ping\"} x",
                "{}",
                "{\"action\":null}",
                "{\"action\":7}",
                "{\"action\":[\"ping\"]}",
                "{\"action\":\"PING\"}",
                "{\"action\":\"publish\",\"plan_id\":\"p\"}",
                "{\"type\":\"ping\"}",
                "{\"action\":\"subscribe\"}",
                "{\"action\":\"subscribe\",\"plan_id\":\"\"}",
                "{\"action\":\"subscribe\",\"plan_id\":null}",
                "{\"action\":\"subscribe\",\"plan_id\":7}",
                "{\"action\":\"subscribe\",\"plan_id\":[\"p\"]}",
                "{\"action\":\"unsubscribe\"}",
                "{\"action\":\"unsubscribe\",\"plan_id\":\"\"}",
                "{\"action\":\"unsubscribe\",\"plan_id\":{}}",
                "{\"event_type\":\"step_progress\",\"plan_id\":\"p\",\"data\":{}}",
                "{\"event_type\":\"ping\",\"action\":\"ping\"}",
            })
    void refusesWhatIsNoMessageOfIts(String frame) {
        assertThatThrownBy(() -> opened().receive(frame)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void longestPlanIdIsTaken() throws Exception {
        String longest = "x".repeat(499);

        assertThat(opened().receive("{\"action\":\"subscribe\",\"plan_id\":\"" + longest + "\"}")
                        .enter())
                .hasSize(1);
        assertThatThrownBy(() -> opened().receive("{\"action\":\"subscribe\",\"plan_id\":\"" + longest + "x\"}"))
                .isInstanceOf(ProtocolException.class);
    }

    /** VER-15, VER-17; of gaps and of the end these clients know nothing. */
    @Test
    void tellsErrorsAndHeartbeats() throws Exception {
        PlanConversation conversation = opened();

        assertThat(withoutId(conversation
                        .tell(new ServerEvent.Misunderstood(NOW, "no \"action\""))
                        .orElseThrow()))
                .isEqualTo("{\"event_type\":\"error\",\"plan_id\":\"system\",\"step_id\":null,"
                        + "\"data\":{\"message\":\"no \\\"action\\\"\"},\"timestamp\":\"2026-02-12T10:30:00.500Z\"}");
        assertThat(withoutId(conversation.tell(new ServerEvent.Heartbeat(NOW)).orElseThrow()))
                .isEqualTo("{\"event_type\":\"ping\",\"plan_id\":\"system\",\"step_id\":null,\"data\":{},"
                        + "\"timestamp\":\"2026-02-12T10:30:00.500Z\"}");
        assertThat(conversation.tell(new ServerEvent.Draining(NOW))).isEmpty();
        assertThat(conversation.tell(new ServerEvent.Gap(NOW, GapReason.INTERRUPTED)))
                .isEmpty();
        assertThat(conversation
                        .tell(new ServerEvent.Gap(NOW, GapReason.NODE_OVERLOADED))
                        .orElseThrow()
                        .json())
                .as("what is kept may be more than there is room for, and never in silence")
                .startsWith("{\"event_type\":\"error\"");
    }

    /** VER-7: the same user takes over, the former connection is told to go, and does not take the new one's place along. */
    @Test
    void sameUserTakesTheIdOver() {
        PlanConversation former = opened();
        Turn opening = conversation("c", Optional.of("u"), Optional.empty()).open(_ -> {});

        assertThat(opening.end()).isEmpty();
        assertThat(prompted).extracting(Turn::end).containsExactly(Optional.of(CloseReason.REPLACED));
        former.ended();
        assertThat(clients.ids()).containsExactly("c");
    }

    /** VER-7. */
    @Test
    void anotherUsersIdIsTaken() {
        opened();
        PlanConversation other = conversation("c", Optional.of("v"), Optional.empty());
        PlanConversation nobody = conversation("c", Optional.empty(), Optional.empty());

        assertThat(other.open(_ -> {}).end()).contains(CloseReason.CLIENT_ID_TAKEN);
        assertThat(nobody.open(_ -> {}).end()).contains(CloseReason.CLIENT_ID_TAKEN);
        other.ended();
        nobody.ended();
        assertThat(clients.ids()).containsExactly("c");
        assertThat(prompted).isEmpty();
    }

    /** VER-7: in characters, not in what they take. */
    @Test
    void clientIdsHaveALength() {
        assertThat(conversation("🍄".repeat(128), Optional.of("u"), Optional.empty())
                        .open(_ -> {})
                        .end())
                .isEmpty();
        assertThat(conversation("x".repeat(129), Optional.of("u"), Optional.empty())
                        .open(_ -> {})
                        .end())
                .contains(CloseReason.CLIENT_ID_LENGTH);
    }

    /** VER-22, VER-26. */
    @Test
    void clientsAreThoseWhoAreThere() {
        PlanConversation b = conversation("b", Optional.of("u"), Optional.empty());
        PlanConversation a = conversation("a", Optional.of("u"), Optional.empty());
        b.open(_ -> {});
        a.open(_ -> {});

        assertThat(clients.ids()).containsExactly("a", "b");
        b.ended();
        assertThat(clients.ids()).containsExactly("a");
    }
}
