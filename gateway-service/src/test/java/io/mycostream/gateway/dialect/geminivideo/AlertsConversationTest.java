package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertsConversationTest {

    private final AlertsConversation alice = new AlertsConversation(
            new Reader(Optional.of("alice"), true), new SubscriptionLimit(3, new SimpleMeterRegistry()));

    private static List<String> names(Collection<Subscription> subscriptions) {
        return subscriptions.stream()
                .map(each -> each.channel() + " " + each.key())
                .sorted()
                .toList();
    }

    private Turn subscribe(String campaign) throws ProtocolException {
        return alice.receive("{\"type\":\"subscribe\",\"campaign_id\":\"" + campaign + "\"}");
    }

    /** GV-15, GV-16: a role gives no alerts of others here. */
    @Test
    void hearsTheAlertsForEverybodyAndItsOwn() {
        Turn opening = alice.open(_ -> {});

        assertThat(names(opening.enter())).containsExactly("alerts null", "alerts:alice null");
        assertThat(words(opening)).containsExactly("""
                        {"type":"connected","message":"Alert notification channel connected",\
                        "timestamp":"2026-02-12T10:30:00.500Z"}""");
    }

    /** GV-18. */
    @Test
    void theFirstCampaignEndsTheAlertsOfAllOthers() throws Exception {
        alice.open(_ -> {});

        Turn turn = subscribe("c1");

        assertThat(names(turn.enter()))
                .containsExactly("alerts campaign c1", "alerts none", "alerts:alice campaign c1", "alerts:alice none");
        assertThat(names(turn.leave())).containsExactly("alerts null", "alerts:alice null");
        assertThat(words(turn))
                .containsExactly("{\"type\":\"subscribed\",\"campaign_id\":\"c1\","
                        + "\"message\":\"Subscribed to campaign alerts\"}");
    }

    /** GV-18. */
    @Test
    void furtherCampaignsAreAdded() throws Exception {
        subscribe("c1");

        Turn second = subscribe("c2");
        Turn again = subscribe("c1");

        assertThat(names(second.enter())).containsExactly("alerts campaign c2", "alerts:alice campaign c2");
        assertThat(second.leave()).isEmpty();
        assertThat(again.enter()).isEmpty();
        assertThat(again.leave()).isEmpty();
        assertThat(words(again).getFirst()).contains("\"subscribed\"", "\"c1\"");
    }

    @Test
    void soManyCampaignsAndNoMore() throws Exception {
        subscribe("c1");
        subscribe("c2");
        subscribe("c3");

        assertThatThrownBy(() -> subscribe("c4")).isInstanceOf(ProtocolException.class);
        assertThat(subscribe("c3").enter()).isEmpty();
        assertThatThrownBy(() -> subscribe("x".repeat(513))).isInstanceOf(ProtocolException.class);
    }

    /** GV-19. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"type\":\"unsubscribe\",\"campaign_id\":\"c1\"}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"subscribe\",\"campaign_id\":7}",
                "{\"type\":\"subscribe\",\"campaign_id\":null}",
                "{\"type\":\"subscribe\",\"channel\":{\"type\":\"alerts\"}}",
            })
    void whatItDoesNotUnderstandIsAnError(String frame) {
        assertThatThrownBy(() -> alice.receive(frame)).isInstanceOf(ProtocolException.class);
    }

    /** GV-19. */
    @Test
    void answersAPing() throws Exception {
        assertThat(words(alice.receive("{\"type\":\"ping\"}")))
                .containsExactly("{\"type\":\"pong\",\"timestamp\":\"2026-02-12T10:30:00.500Z\"}");
    }
}
