package io.mycostream.gateway.stream;

import static io.mycostream.gateway.stream.Stage.NEWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.stream.Stage.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubTest {

    private static final Channel WEATHER = new Channel("weather");

    private final Stage stage = new Stage();
    private final ScheduledExecutorService otherLoop = stage.time.loop();
    private final PlainDialect otherDialect = new PlainDialect("other");
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void everyFrameHasBeenGivenBack() {
        clients.forEach(Client::leave);
        stage.settle();
        stage.assertNothingLeaked();
    }

    private Client open(Stage.Casting casting) {
        Client client = casting.open();
        clients.add(client);
        return client;
    }

    @Test
    void subscribesWithTheFirstListenerAndUnsubscribesAfterTheLast() {
        Client first = open(stage.aClient());
        Client onOtherLoop = open(stage.aClient().on(otherLoop).about("a"));
        Client inOtherDialect = open(stage.aClient().speaking(otherDialect));

        first.leave();
        inOtherDialect.leave();
        assertThat(stage.broker.calls()).containsExactly("+news");
        onOtherLoop.leave();

        assertThat(stage.broker.calls()).containsExactly("+news", "-news");
    }

    @Test
    void subscribesAgainForTheNextFirstListener() {
        open(stage.aClient()).leave();

        Client next = open(stage.aClient().on(otherLoop));
        stage.publish("1");
        stage.settle();

        assertThat(stage.broker.calls()).containsExactly("+news", "-news", "+news");
        assertThat(next.heard()).containsExactly("subscribed", "1");
    }

    @Test
    void leavingBeforeTheConfirmationUnsubscribes() {
        stage.broker.hesitate();
        Client client = open(stage.aClient());

        client.leave();
        Client next = open(stage.aClient());
        stage.broker.confirm(NEWS);
        stage.settle();

        assertThat(stage.broker.calls()).containsExactly("+news", "-news", "+news");
        assertThat(client.heard()).isEmpty();
        assertThat(next.heard()).containsExactly("subscribed");
    }

    @Test
    void channelsAreApart() {
        Client news = open(stage.aClient());
        Client weather = open(stage.aClient().to(Subscription.toAll(WEATHER)));

        stage.publish("headline");
        stage.publish(WEATHER, "rain");
        stage.settle();

        assertThat(news.heard()).containsExactly("subscribed", "headline");
        assertThat(weather.heard()).containsExactly("subscribed", "rain");
    }

    /** MYC-11: keys compare exactly. */
    @Test
    void whoListensToOneKeyHearsThatKeyAlone() {
        Client a = open(stage.aClient().about("a"));
        Client ab = open(stage.aClient().about("ab").on(otherLoop));
        Client all = open(stage.aClient());

        stage.publish("a=of a");
        stage.publish("ab=of ab");
        stage.publish("A=of A");
        stage.publish("of nothing");
        stage.settle();

        assertThat(a.heard()).containsExactly("subscribed", "of a");
        assertThat(ab.heard()).containsExactly("subscribed", "of ab");
        assertThat(all.heard()).containsExactly("subscribed", "of a", "of ab", "of A", "of nothing");
    }

    @Test
    void eachDialectPutsAPublicationIntoItsOwnWordsOnce() {
        for (int i = 0; i < 3; i++) {
            open(stage.aClient());
            open(stage.aClient().on(otherLoop));
            open(stage.aClient().speaking(otherDialect).overSse());
        }

        stage.publish("1");
        stage.settle();

        assertThat(stage.dialect.worded()).isEqualTo(1);
        assertThat(otherDialect.worded()).isEqualTo(1);
        assertThat(clients).allSatisfy(client -> assertThat(client.heard()).containsExactly("subscribed", "1"));
    }

    @Test
    void encodesOncePerWireFormHoweverManySessionsAndLoopsThereAre() {
        for (int i = 0; i < 10; i++) {
            open(stage.aClient().on(i % 2 == 0 ? stage.loop : otherLoop).about("a"));
            open(stage.aClient().on(i % 2 == 0 ? stage.loop : otherLoop).overSse());
        }
        int textBefore = stage.text.made();
        int eventsBefore = stage.events.made();

        stage.publish("a=1");
        stage.settle();

        assertThat(stage.text.made() - textBefore).isEqualTo(1);
        assertThat(stage.events.made() - eventsBefore).isEqualTo(1);
        assertThat(stage.counters.delivered(Transport.WEBSOCKET)).isEqualTo(10);
        assertThat(stage.counters.delivered(Transport.SSE)).isEqualTo(10);
    }

    @Test
    void putsNothingIntoWordsThatNobodyWants() {
        open(stage.aClient().about("a"));

        stage.publish("b=1");
        stage.settle();

        assertThat(stage.dialect.worded()).isZero();
        assertThat(stage.counters.received()).isEqualTo(1);
    }

    @Test
    void countsWhatADialectCanMakeNothingOf() {
        Client client = open(stage.aClient());

        stage.publish("?");
        stage.publish("1");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "1");
        assertThat(stage.counters.untranslatable()).isEqualTo(1);
        assertThat(stage.counters.received()).isEqualTo(2);
    }

    @Test
    void knowsWhoIsPresent() {
        open(stage.aClient().about("b"));
        open(stage.aClient().about("a").on(otherLoop));
        Client leaving = open(stage.aClient().about("a"));
        open(stage.aClient().overSse());
        open(stage.aClient().speaking(otherDialect).about("elsewhere"));
        open(stage.aClient().to(new Subscription(WEATHER, "elsewhere")));

        assertThat(presence()).isEqualTo(new Hub.Presence(4, new TreeSet<>(List.of("a", "b"))));
        leaving.leave();

        assertThat(presence()).isEqualTo(new Hub.Presence(3, new TreeSet<>(List.of("a", "b"))));
        clients.forEach(Client::leave);
        assertThat(presence()).isEqualTo(new Hub.Presence(0, new TreeSet<>()));
    }

    private Hub.Presence presence() {
        return stage.hub.presence(Set.of(stage.dialect), NEWS);
    }

    @Test
    void countsOpenSessionsAndWhyTheyEnded() {
        open(stage.aClient());
        Client sse = open(stage.aClient().overSse());
        assertThat(stage.counters.open(Transport.WEBSOCKET)).isEqualTo(1);
        assertThat(stage.counters.open(Transport.SSE)).isEqualTo(1);

        sse.leave();
        sse.leave();

        assertThat(stage.counters.open(Transport.SSE)).isZero();
        assertThat(stage.counters.ended(CloseReason.CLIENT_LEFT)).isEqualTo(1);
    }

    /** MYC-25 and section 4 of the contracts: shutdown. */
    @Test
    void drainingTellsAndClosesEveryone() {
        Client socket = open(stage.aClient());
        Client events = open(stage.aClient().overSse().on(otherLoop));

        CompletionStage<Void> drained = stage.hub.drain(Duration.ZERO);
        assertThat(drained.toCompletableFuture()).isNotDone();
        stage.time.run();

        assertThat(drained.toCompletableFuture()).isCompleted();
        assertThat(socket.heard()).containsExactly("subscribed");
        assertThat(events.heard()).containsExactly("subscribed", "bye");
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.endings).containsExactly(CloseReason.DRAINING);
            assertThat(client.link.closedWith()).isEqualTo(CloseReason.DRAINING);
        });
        assertThat(stage.broker.calls()).containsExactly("+news", "-news");
    }

    @Test
    void drainingEndsThoseWhoStillWaitForTheirFirstWords() {
        stage.broker.hesitate();
        Client waiting = open(stage.aClient().overSse());

        stage.hub.drain(Duration.ZERO);
        stage.time.run();

        assertThat(waiting.heard()).isEmpty();
        assertThat(waiting.endings).containsExactly(CloseReason.DRAINING);
    }

    @Test
    void whoComesDuringTheDrainIsSentAway() {
        stage.hub.drain(Duration.ZERO);
        Client late = open(stage.aClient().on(otherLoop));

        assertThat(stage.hub.draining()).isTrue();
        assertThat(late.heard()).isEmpty();
        assertThat(late.endings).containsExactly(CloseReason.DRAINING);
        assertThat(stage.counters.open(Transport.WEBSOCKET)).isZero();
        assertThat(late.link.opened()).isFalse();
        assertThat(stage.broker.calls()).isEmpty();
    }

    @Test
    void drainingWithoutClientsIsDoneAtOnce() {
        assertThat(stage.hub.drain(Duration.ZERO).toCompletableFuture()).isCompleted();
    }

    @Test
    void positionsAndChannelsRefuseWhatMeansNothing() {
        assertThatThrownBy(() -> new Channel("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StreamPosition(-1, "epoch")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StreamPosition(1, "")).isInstanceOf(IllegalArgumentException.class);
        assertThat(new StreamPosition(0, "epoch").offset()).isZero();
    }

    // the first listener of its loop: nobody there wanted the publication yet
    @Test
    void whatIsPublishedWhileAJoiningWaitsForItsLoopIsHeard() {
        stage.broker.hesitate();
        Stage.Client client = stage.aClient().open();

        stage.broker.confirm(NEWS);
        stage.publish("1");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "1");
    }

    @Test
    void whoeverLeftBeforeItsJoiningCameLeavesNothingBehind() {
        stage.broker.hesitate();
        Stage.Client left = stage.aClient().open();
        Stage.Client stayed = stage.aClient().open();

        stage.broker.confirm(NEWS);
        left.leave();
        stage.settle();
        stayed.leave();
        stage.publish("1");
        stage.settle();

        assertThat(stage.dialect.worded()).isZero();
        assertThat(left.heard()).isEmpty();
    }
}
