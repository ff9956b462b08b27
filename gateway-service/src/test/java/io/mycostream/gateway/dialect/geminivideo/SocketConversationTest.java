package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.NOW;
import static io.mycostream.gateway.dialect.geminivideo.Published.json;
import static io.mycostream.gateway.dialect.geminivideo.Published.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketConversationTest {

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final SocketConversation alice = conversation("alice");

    private SocketConversation conversation(String user) {
        return conversation(new Reader(Optional.of(user), false));
    }

    private SocketConversation conversation(Reader reader) {
        return new SocketConversation(reader, new SubscriptionLimit(5, registry));
    }

    private static Turn says(SocketConversation client, String type, String channel) {
        try {
            return client.receive("{\"type\":\"" + type + "\",\"channel\":" + channel.replace('\'', '"') + "}");
        } catch (ProtocolException e) {
            throw new AssertionError("not understood: " + channel, e);
        }
    }

    private static List<String> channels(Collection<Subscription> subscriptions) {
        return subscriptions.stream()
                .peek(each -> assertThat(each.key()).isNull())
                .map(each -> each.channel().name())
                .sorted()
                .toList();
    }

    private static List<String> entered(SocketConversation client, String channel) {
        Turn turn = says(client, "subscribe", channel);
        assertThat(success(turn)).isTrue();
        return channels(turn.enter());
    }

    private static List<String> left(SocketConversation client, String channel) {
        Turn turn = says(client, "unsubscribe", channel);
        assertThat(success(turn)).isTrue();
        return channels(turn.leave());
    }

    private static boolean success(Turn turn) {
        return json(words(turn).getFirst()).path("success").booleanValue();
    }

    private static void assertRefused(SocketConversation client, String channel) {
        Turn turn = says(client, "subscribe", channel);
        JsonNode answer = json(words(turn).getFirst());
        assertThat(turn.enter()).as(channel).isEmpty();
        assertThat(turn.end()).isEmpty();
        assertThat(answer.path("type").textValue()).isEqualTo("subscribed");
        assertThat(answer.path("success")).as(channel).isEqualTo(json("false"));
        assertThat(answer.path("error").textValue()).isNotBlank().doesNotContain("bob");
    }

    /** GV-4. */
    @Test
    void greetsWithAnIdOfTheConnection() {
        String first = words(alice.open(_ -> {})).getFirst();
        String second = words(conversation("alice").open(_ -> {})).getFirst();

        assertThat(first).matches("""
                        \\{"type":"connected","message":"Connected to real-time service",\
                        "clientId":"ws_[-0-9a-f]{36}","timestamp":"2026-02-12T10:30:00.500Z"}""");
        assertThat(json(first).path("clientId")).isNotEqualTo(json(second).path("clientId"));
    }

    /** GV-6. */
    @Test
    void acknowledgesASubscription() {
        Turn turn = says(alice, "subscribe", "{'type':'job_progress','id':'job_123'}");

        assertThat(channels(turn.enter())).containsExactly("job_progress:job_123");
        assertThat(words(turn))
                .containsExactly("{\"type\":\"subscribed\",\"channel\":\"job_progress\",\"id\":\"job_123\","
                        + "\"success\":true,\"timestamp\":\"2026-02-12T10:30:00.500Z\"}");
    }

    /** GV-3, GV-6: names are literal. */
    @Test
    void channelsAreNamedAsGiven() {
        assertThat(entered(alice, "{'type':'job_progress'}")).containsExactly("job_progress");
        assertThat(entered(alice, "{'type':'job_progress','id':'*'}")).containsExactly("job_progress:*");
        assertThat(entered(alice, "{'type':'ai_stream','id':'a:b','userId':'c'}"))
                .containsExactly("ai_stream:a:b:c");
        assertThat(entered(alice, "{'type':'live_metrics','userId':'große 1/ä'}"))
                .containsExactly("live_metrics:große 1/ä");
    }

    /** GV-6, GV-7: the seven, and none of another API's or of the workers'. */
    @ParameterizedTest
    @EnumSource
    void theSevenTypesCanBeSubscribedTo(ChannelType type) {
        String channel = "{'type':'" + type.wire() + "','id':'x'}";
        if (List.of(ChannelType.COUNCIL_SCORE, ChannelType.CREATIVE_EVALUATION).contains(type)) {
            assertRefused(conversation(new Reader(Optional.of("root"), true)), channel);
        } else {
            assertThat(entered(conversation("x"), channel)).containsExactly(type.wire() + ":x");
        }
    }

    /** GV-7. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "7",
                "[]",
                "'job_progress'",
                "{}",
                "{'id':'job_progress'}",
                "{'type':null}",
                "{'type':['job_progress']}",
                "{'type':'job_progress:x'}",
                "{'type':'Job_Progress'}",
                "{'type':''}",
                "{'type':'bob'}",
                "{'type':'devices','id':'telemetry'}",
                "{'type':'veritas','id':'control'}",
                "{'type':'job_progress','id':7}",
                "{'type':'job_progress','id':null}",
                "{'type':'job_progress','id':['x']}",
                "{'type':'job_progress','userId':true}",
                "{'type':'job_progress','id':'\\u0000'}",
                "{'type':'job_progress','id':'\\ud800'}",
            })
    void refusesWhatIsNoChannel(String channel) {
        assertRefused(alice, channel);
    }

    /** GV-7: Redis would take any name, but every envelope has to repeat it. */
    @Test
    void refusesNamesWithoutEnd() {
        assertRefused(alice, "{'type':'job_progress','id':'" + "x".repeat(500) + "'}");
        entered(alice, "{'type':'job_progress','id':'" + "x".repeat(499) + "'}");
    }

    /** GV-7. */
    @Test
    void refusesASubscriptionWithoutAChannel() throws Exception {
        Turn turn = alice.receive("{\"type\":\"subscribe\"}");

        assertThat(json(words(turn).getFirst()).path("success")).isEqualTo(json("false"));
    }

    /** GV-8. */
    @Test
    void alertsAreThoseForEverybodyAndOnesOwn() {
        assertThat(entered(alice, "{'type':'alerts'}")).containsExactly("alerts", "alerts:alice");
        assertThat(entered(conversation("alice"), "{'type':'alerts','userId':'alice'}"))
                .containsExactly("alerts:alice");
        assertThat(entered(conversation("alice"), "{'type':'alerts','id':'alice'}"))
                .containsExactly("alerts:alice");
        assertThat(entered(conversation(new Reader(Optional.empty(), false)), "{'type':'alerts'}"))
                .containsExactly("alerts");
    }

    /** GV-8: also when the parts together are the name of somebody else's channel. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'alerts','userId':'bob'}",
                "{'type':'alerts','id':'bob'}",
                "{'type':'alerts','id':'alice:x'}",
                "{'type':'alerts','id':'alice','userId':'x'}",
                "{'type':'alerts','id':'alice','userId':'alice'}",
                "{'type':'alerts','id':'bob','userId':'alice'}",
                "{'type':'alerts','id':'','userId':'alice'}",
                "{'type':'alerts','id':''}",
                "{'type':'alerts','id':'Alice'}",
                "{'type':'alerts','id':'*'}",
            })
    void alertsOfOthersAreNotForEverybody(String channel) {
        assertRefused(alice, channel);
    }

    /** GV-8. */
    @Test
    void aUserWhoseIdHasAColonIsNobodyElse() {
        SocketConversation user = conversation("bob:x");

        assertRefused(user, "{'type':'alerts','id':'bob'}");
        assertRefused(user, "{'type':'alerts','id':'bob','userId':'x'}");
        assertThat(entered(user, "{'type':'alerts','userId':'bob:x'}")).containsExactly("alerts:bob:x");
        assertRefused(conversation("bob"), "{'type':'alerts','id':'bob','userId':'x'}");
    }

    /** GV-8, COM-14. */
    @ParameterizedTest
    @EnumSource
    void administratorsReadTheAlertsOfOthers(Role role) {
        Identity identity = new Identity(Optional.of("chief"), Optional.of(role), Optional.of(NOW));
        SocketConversation chief = conversation(Reader.of(identity, Optional.empty()));

        if (role == Role.OBSERVER) {
            assertRefused(chief, "{'type':'alerts','userId':'bob'}");
        } else {
            assertThat(entered(chief, "{'type':'alerts','userId':'bob'}")).containsExactly("alerts:bob");
        }
    }

    /** GV-5. */
    @Test
    void theTokenSaysWhoOneIsAndWithoutOneTheAddress() {
        Identity bob = new Identity(Optional.of("bob"), Optional.empty(), Optional.of(NOW));

        assertThat(Reader.of(bob, Optional.of("demo")).user()).contains("bob");
        assertThat(Reader.of(Identity.ANONYMOUS, Optional.of("demo")).user()).contains("demo");
        assertThat(Reader.of(Identity.ANONYMOUS, Optional.of("demo")).readsAllAlerts())
                .isFalse();
        assertThat(Reader.of(Identity.ANONYMOUS, Optional.empty()).alerts()).hasSize(1);
    }

    /** GV-8: nothing can be published there, so nothing is missed. */
    @Test
    void aUserIdThatNoChannelCanHaveGetsTheAlertsForEverybody() {
        assertThat(entered(conversation("a\u0000"), "{'type':'alerts'}")).containsExactly("alerts");
    }

    /** GV-9. */
    @Test
    void subscribingTwiceEntersOnce() {
        assertThat(entered(alice, "{'type':'alerts','userId':'alice'}")).containsExactly("alerts:alice");
        assertThat(entered(alice, "{'type':'alerts'}")).containsExactly("alerts");
        assertThat(entered(alice, "{'type':'alerts'}")).isEmpty();
    }

    /** GV-10. */
    @Test
    void unsubscribesOneOrAllOfAType() {
        entered(alice, "{'type':'job_progress','id':'1'}");
        entered(alice, "{'type':'job_progress','id':'2'}");
        entered(alice, "{'type':'job_progress'}");
        entered(alice, "{'type':'live_metrics','id':'1'}");

        assertThat(left(alice, "{'type':'job_progress','id':'2'}")).containsExactly("job_progress:2");
        assertThat(left(alice, "{'type':'job_progress','id':'2'}")).isEmpty();
        assertThat(left(alice, "{'type':'job_progress'}")).containsExactly("job_progress", "job_progress:1");
        assertThat(left(alice, "{'type':'job_progress'}")).isEmpty();
        assertThat(left(alice, "{'type':'live_metrics'}")).containsExactly("live_metrics:1");
        assertThat(entered(alice, "{'type':'job_progress','id':'2'}")).containsExactly("job_progress:2");
    }

    /** GV-10. */
    @Test
    void acknowledgesThatItIsNotSubscribed() {
        assertThat(words(says(alice, "unsubscribe", "{'type':'ai_stream'}")))
                .containsExactly("{\"type\":\"unsubscribed\",\"channel\":\"ai_stream\",\"success\":true,"
                        + "\"timestamp\":\"2026-02-12T10:30:00.500Z\"}");
        assertThat(words(says(alice, "unsubscribe", "7")).getFirst())
                .startsWith("{\"type\":\"unsubscribed\",\"channel\":null,\"success\":false,\"error\":");
    }

    @Test
    void aConnectionHasSoManySubscriptionsAndNoMore() {
        for (int i = 0; i < 5; i++) {
            entered(alice, "{'type':'job_progress','id':'" + i + "'}");
        }

        assertRefused(alice, "{'type':'job_progress','id':'5'}");
        assertThat(entered(alice, "{'type':'job_progress','id':'0'}")).isEmpty();
        left(alice, "{'type':'job_progress','id':'0'}");
        assertRefused(alice, "{'type':'alerts'}");
        entered(alice, "{'type':'job_progress','id':'5'}");
        assertThat(registry.get("stream.subscriptions.refused").counter().count())
                .isEqualTo(2);
    }

    /** GV-11. */
    @Test
    void answersAPing() throws Exception {
        assertThat(words(alice.receive("{\"type\":\"ping\"}")))
                .containsExactly("{\"type\":\"pong\",\"timestamp\":\"2026-02-12T10:30:00.500Z\"}");
    }

    /** GV-12. */
    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "7", "{}", "{\"type\":7}", "{\"type\":\"publish\"}", "{\"type\":\"PING\"}"})
    void whatItDoesNotUnderstandIsAnError(String frame) {
        assertThatThrownBy(() -> alice.receive(frame)).isInstanceOf(ProtocolException.class);
    }

    /** GV-12, GV-13, GV-14. */
    @Test
    void tellsWhatHappensToTheSession() {
        assertThat(alice.tell(new ServerEvent.Misunderstood(NOW, "no \"type\"")))
                .contains(message("{\"type\":\"error\",\"message\":\"no \\\"type\\\"\","));
        assertThat(alice.tell(new ServerEvent.Heartbeat(NOW)))
                .contains(message("{\"type\":\"heartbeat\",\"serverTime\":\"2026-02-12T10:30:00.500Z\","));
        assertThat(alice.tell(new ServerEvent.Draining(NOW)))
                .contains(message("{\"type\":\"disconnected\",\"message\":\"Server shutting down\","));
        assertThat(alice.tell(new ServerEvent.Gap(NOW, GapReason.INTERRUPTED))).isEmpty();
    }

    private static Message message(String beginning) {
        return new Message(beginning + "\"timestamp\":\"2026-02-12T10:30:00.500Z\"}", null, null);
    }
}
