package io.mycostream.gateway.stream;

import static io.mycostream.gateway.stream.Stage.NEWS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.stream.Stage.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a session does for its conversation: subscriptions that come and go, answers in their place, ends. */
class TurnTest {

    private static final Channel SPORT = new Channel("sport");

    private final Stage stage = new Stage();

    @AfterEach
    void nothingIsLeftBehind() {
        stage.hub.drain(Duration.ZERO);
        stage.time.pass(Duration.ofSeconds(10));
        stage.assertNothingLeaked();
        assertThat(stage.hub.subscriptions(stage.dialect)).isEmpty();
        assertThat(stage.broker.calls().stream().filter(call -> call.startsWith("+")))
                .hasSameSizeAs(stage.broker.calls().stream()
                        .filter(call -> call.startsWith("-"))
                        .toList());
    }

    private void says(Client client, String frame) {
        client.session.receive(frame);
        stage.settle();
    }

    private void published(Channel channel, String... payloads) {
        for (String payload : payloads) {
            stage.publish(channel, payload);
        }
        stage.settle();
    }

    @Test
    void entersAndLeavesChannels() {
        Client client = stage.aClient().open();
        says(client, "+sport,weather");
        published(SPORT, "1");
        published(NEWS, "2");
        says(client, "-sport");
        published(SPORT, "3");
        published(NEWS, "4");

        assertThat(client.heard()).containsExactly("subscribed", "in", "1", "2", "out", "4");
        assertThat(stage.hub.subscriptions(stage.dialect).keySet())
                .extracting(Channel::name)
                .containsExactly("news", "weather");
    }

    /** COM-9: what is said before all channels are in force would be a promise too early. */
    @Test
    void answersOnceAllItsChannelsAreInForce() {
        Client client = stage.aClient().open();
        stage.broker.hesitate();
        says(client, "+sport,weather");
        says(client, "ping");
        stage.broker.confirm(SPORT);
        stage.settle();
        published(SPORT, "before");
        published(NEWS, "1");
        assertThat(client.heard()).containsExactly("subscribed", "1");

        stage.broker.confirm(new Channel("weather"));
        published(SPORT, "after");

        assertThat(client.heard()).containsExactly("subscribed", "1", "in", "pong", "after");
    }

    @Test
    void aChangeOfSubscriptionsLosesNothingThatBothWant() {
        Client client = stage.aClient().about("a").open();
        stage.broker.hesitate();
        client.session.receive("news=a>news,sport");
        stage.publish("a=1");
        stage.broker.confirm(NEWS);
        stage.publish("a=2");
        stage.broker.confirm(SPORT);
        stage.publish("a=3");
        stage.publish("b=4");
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "1", "2", "changed", "3", "4");
    }

    /** COM-10: its channel is in force already, so the broker may be away. */
    @Test
    void aChangeWithinAChannelIsMadeAtOnce() {
        Client client = stage.aClient().about("a").open();
        stage.broker.hesitate();
        stage.publish("a=1");
        client.session.receive("news=a>news");
        published(NEWS, "a=2", "b=3");
        client.session.receive("news>news=b");
        published(NEWS, "a=4", "b=5");

        assertThat(client.heard()).containsExactly("subscribed", "changed", "1", "2", "3", "changed", "5");
        assertThat(stage.broker.calls()).containsExactly("+news");
        assertThat(stage.hub.presence(Set.of(stage.dialect), NEWS).connections())
                .isOne();
    }

    @Test
    void aPublicationAboutTwoThingsReachesWhoWantsBothOnce() {
        Client both = stage.aClient()
                .to(new Subscription(NEWS, "a"), new Subscription(NEWS, "b"))
                .open();
        Client one = stage.aClient().about("b").open();
        Client all = stage.aClient().open();

        published(NEWS, "a+b=1", "a=2", "b=3", "a+b=4");

        assertThat(both.heard()).containsExactly("subscribed", "1", "2", "3", "4");
        assertThat(one.heard()).containsExactly("subscribed", "1", "3", "4");
        assertThat(all.heard()).containsExactly("subscribed", "1", "2", "3", "4");
    }

    @Test
    void aGapIsToldOnceHoweverManySubscriptionsAreConcerned() {
        Client client = stage.aClient()
                .to(new Subscription(NEWS, "a"), new Subscription(NEWS, "b"))
                .open();

        stage.broker.gap(NEWS, GapReason.HISTORY_LOST);
        stage.settle();

        assertThat(client.heard()).containsExactly("subscribed", "gap: HISTORY_LOST");
    }

    @Test
    void catchesUpInAChannelThatIsEnteredLater() {
        Client client = stage.aClient().open();
        stage.broker.recover(new Recovery(
                List.of(new Publication(SPORT, null, "x", "now", null, "old")), Recovery.Verdict.COMPLETE));
        says(client, "!sport");
        published(SPORT, "new");

        assertThat(client.heard()).containsExactly("subscribed", "old", "new");
    }

    /** The next frame waits until the client has taken what it missed, so that its answer stands behind that. */
    @Test
    void answersBehindWhatTheClientHasNotTakenYet() {
        Client client = stage.aClient().open();
        stage.broker.recover(new Recovery(
                List.of(new Publication(SPORT, null, "x", "now", null, "old")), Recovery.Verdict.COMPLETE));
        client.link.stick();
        published(NEWS, "1");
        says(client, "!sport");
        says(client, "ping");
        published(SPORT, "2");
        client.unstick();

        assertThat(client.heard()).containsExactly("subscribed", "1", "old", "2", "pong");
    }

    @Test
    void catchesUpInAHistoryOfTheDialectsOwn() {
        AtomicReference<Boolean> asked = new AtomicReference<>(false);
        CatchUp kept = new CatchUp.Kept(() -> {
            asked.set(true);
            return new Recovery(
                    List.of(
                            new Publication(SPORT, null, "x", "now", null, "old"),
                            new Publication(NEWS, null, "y", "now", null, "older")),
                    Recovery.Verdict.INCOMPLETE,
                    Optional.empty());
        });
        stage.broker.hesitate();
        Client client = stage.aClient()
                .to(Subscription.toAll(NEWS), Subscription.toAll(SPORT))
                .catchingUp(kept)
                .open();
        stage.broker.confirm(NEWS);
        assertThat(asked.get()).as("before all are in force").isFalse();
        stage.broker.confirm(SPORT);
        published(SPORT, "new");

        assertThat(client.heard()).containsExactly("subscribed, INCOMPLETE", "old", "older", "new");
    }

    @Test
    void endsOnceEverythingIsSaid() {
        Client client = stage.aClient().open();
        client.link.stick();
        published(NEWS, "1");
        says(client, "bye");
        published(NEWS, "too late");
        says(client, "ping");
        assertThat(client.endings).isEmpty();

        client.unstick();

        assertThat(client.heard()).containsExactly("subscribed", "1", "goodbye");
        assertThat(client.endings).containsExactly(CloseReason.COMPLETE);
        assertThat(client.conversation.noticed).containsExactly("1", "ended");
    }

    @Test
    void aPublicationMayBeTheLast() {
        Client client = stage.aClient().open();
        Client other = stage.aClient().about("b").open();

        published(NEWS, "1", "last", "2", "b=3");

        assertThat(client.heard()).containsExactly("subscribed", "1", "last", "complete");
        assertThat(client.endings).containsExactly(CloseReason.COMPLETE);
        assertThat(other.heard()).containsExactly("subscribed", "3");
    }

    @Test
    void hearsWhatIsNotTold() {
        Client client = stage.aClient().open();

        published(NEWS, "1", "silent", "2");

        assertThat(client.heard()).containsExactly("subscribed", "1", "2");
        assertThat(client.conversation.noticed).containsExactly("1", "silent", "2");
    }

    @Test
    void isWokenOnceWhenItAsked() {
        Client client = stage.aClient().open();
        says(client, "wake");
        stage.time.pass(Duration.ofMillis(900));
        assertThat(client.heard()).containsExactly("subscribed", "later");

        stage.time.pass(Duration.ofSeconds(5));

        assertThat(client.heard()).containsExactly("subscribed", "later", "awake");
    }

    @Test
    void canBePromptedFromElsewhere() {
        Client client = stage.aClient().open();

        client.conversation.prompt.orElseThrow().take(Turn.end(CloseReason.REPLACED));
        stage.time.run();

        assertThat(client.endings).containsExactly(CloseReason.REPLACED);
    }

    @Test
    void whoLeavesWhileItsChannelsAreNotInForceLeavesNothingBehind() {
        stage.broker.hesitate();
        Client client = stage.aClient()
                .to(Subscription.toAll(NEWS), Subscription.toAll(SPORT))
                .open();
        stage.broker.confirm(NEWS);

        client.leave();
        stage.broker.confirm(SPORT);
        stage.settle();

        assertThat(client.heard()).isEmpty();
        assertThat(stage.broker.calls()).contains("-news", "-sport");
    }

    @Test
    void withoutSubscriptionsItIsOpenAtOnce() {
        Client client = stage.aClient().to().open();

        assertThat(client.link.opened()).isTrue();
        assertThat(client.heard()).containsExactly("subscribed");
    }

    @Test
    void beatsOnlyWhenNothingWasSent() {
        Client client = stage.aClient()
                .overSse()
                .beatingWhenQuiet()
                .heartbeat(Duration.ofSeconds(10))
                .open();
        stage.time.pass(Duration.ofSeconds(8));
        published(NEWS, "1");
        stage.time.pass(Duration.ofSeconds(8));
        assertThat(client.heard()).containsExactly("subscribed", "1");

        stage.time.pass(Duration.ofSeconds(3));

        assertThat(client.heard()).containsExactly("subscribed", "1", "heartbeat");
    }

    @Test
    void aWatcherHearsWithAndWithoutClients() {
        stage.broker.recover(
                new Recovery(List.of(new Publication(NEWS, null, "x", "now", null, "old")), Recovery.Verdict.COMPLETE));
        List<String> heard = new ArrayList<>();
        stage.hub.watch(
                NEWS,
                new Broker.Listener() {
                    @Override
                    public void published(Publication publication) {
                        heard.add(publication.payload());
                    }

                    @Override
                    public void gap(Channel channel, GapReason reason) {
                        heard.add("gap");
                    }
                },
                recovery -> recovery.publications().forEach(kept -> heard.add(kept.payload())));
        published(NEWS, "1");
        Client client = stage.aClient().open();
        published(NEWS, "2");
        client.leave();
        published(NEWS, "3");

        assertThat(heard).containsExactly("old", "1", "2", "3");
        assertThat(stage.broker.calls()).as("it stays subscribed").containsExactly("+news");
        stage.broker.unsubscribe(NEWS);
    }

    @Test
    void readsWhatIsKeptWithoutStaying() throws Exception {
        Publication old = new Publication(NEWS, null, "x", "now", null, "old");
        stage.broker.recover(new Recovery(List.of(old), Recovery.Verdict.COMPLETE));

        Recovery read = stage.hub.read(NEWS).toCompletableFuture().get();

        assertThat(read.publications()).isEqualTo(List.of(old));
        await().until(() -> stage.broker.calls().equals(List.of("+news", "-news")));
        assertThat(Set.copyOf(stage.hub.subscriptions(stage.dialect).keySet())).isEmpty();
    }

    @Test
    void decidesItselfWhatToSayWhenTheBrokerDoesNotConfirm() {
        stage.broker.hesitate();
        Client client = stage.aClient().overSse().open();
        client.conversation.ifUnconfirmed = Turn.say((_, _) -> List.of(new Message("come back", null, null)))
                .ending(CloseReason.STREAM_UNAVAILABLE);

        stage.time.pass(Stage.SUBSCRIBE.plus(Stage.TICKS));

        assertThat(client.heard()).containsExactly("come back");
        assertThat(client.endings).containsExactly(CloseReason.STREAM_UNAVAILABLE);
    }

    @Test
    void beatsNotBehindWhatWaitsWhenItBeatsInTheQuietOnly() {
        Client client = stage.aClient().overSse().beatingWhenQuiet().open();
        client.link.stick();
        published(NEWS, "1");

        stage.time.pass(Stage.HEARTBEAT.multipliedBy(2).plus(Stage.TICKS));
        client.unstick();
        assertThat(client.heard()).containsExactly("subscribed", "1");
        stage.time.pass(Stage.HEARTBEAT.dividedBy(2));
        assertThat(client.heard()).as("it was not quiet for so long").containsExactly("subscribed", "1");
        stage.time.pass(Stage.HEARTBEAT.dividedBy(2).plus(Stage.TICKS));

        assertThat(client.heard()).containsExactly("subscribed", "1", "heartbeat");
    }
}
