package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.NOW;
import static io.mycostream.gateway.dialect.geminivideo.Published.json;
import static io.mycostream.gateway.dialect.geminivideo.Published.translated;
import static io.mycostream.gateway.dialect.geminivideo.Published.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mycostream.gateway.limit.HeldPlaces;
import io.mycostream.gateway.limit.Lease;
import io.mycostream.gateway.limit.Places;
import io.mycostream.gateway.limit.Quota;
import io.mycostream.gateway.limit.Scope;
import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.BrokerException;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.StreamCounters;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import io.mycostream.gateway.transport.Claims;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkConversationTest {

    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private static final Duration PATIENCE = Duration.ofMillis(300);

    private final Sent sent = new Sent();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final HeldPlaces held = new HeldPlaces();
    private final AtomicLong places = new AtomicLong();
    private final Workers workers = workers(this::take);
    private final EventClients clients = new EventClients();
    private final List<Turn> prompted = new ArrayList<>();

    /** A broker that only sends, or cannot. */
    private static final class Sent implements Broker {

        private final List<String> messages = new ArrayList<>();
        private boolean away;

        @Override
        public CompletionStage<Void> send(Channel channel, String message) {
            messages.add(channel + " " + message);
            return away
                    ? CompletableFuture.failedFuture(new BrokerException("away", new IllegalStateException()))
                    : CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean delivers() {
            return !away;
        }

        @Override
        public CompletionStage<Void> forget(Channel channel, String command) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> forgetAll(String beginning, String command) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void subscribe(Channel channel, Listener listener) {}

        @Override
        public Runnable join(Channel channel, Optional<Resume> resume, Consumer<Recovery> joined) {
            return () -> {};
        }

        @Override
        public void unsubscribe(Channel channel) {}

        @Override
        public void close() {}
    }

    private Workers workers(Places counted) {
        Hub hub = new Hub(
                sent, new StreamCounters(), new Hub.Tuning(Duration.ZERO, 1, 1), CLOCK, System::nanoTime, _ -> {});
        return new Workers(hub, new Claims(counted), CLOCK, PATIENCE, registry);
    }

    /** A place of this node. */
    private CompletionStage<Optional<Lease>> take(Quota quota) {
        long number = places.incrementAndGet();
        Optional<Lease> lease = held.addWithin(quota, number)
                ? Optional.of(new Lease(() -> held.remove(quota.subject(), number)))
                : Optional.empty();
        return CompletableFuture.completedStage(lease);
    }

    private WorkConversation asking(String requestId) throws FaultyAddressException {
        return asking(requestId, workers);
    }

    private WorkConversation asking(String requestId, Workers asked) throws FaultyAddressException {
        return asking(requestId, asked, "alice");
    }

    private WorkConversation asking(String requestId, Workers asked, String user) throws FaultyAddressException {
        Map<String, String> parameters = Map.of("content", "Hi", "requestId", requestId);
        WorkRequest request = WorkRequest.evaluation(new Parameters(parameters::get), Optional.of(user));
        EventClient client = new EventClient(Optional.of("alice"), CLOCK);
        StreamConversation stream =
                new StreamConversation(request.replyChannel(), Completion.WITH_LAST_CHUNK, client, clients);
        return new WorkConversation(request, asked, stream, client);
    }

    /** What it does once it is known whose the channel of the answers is. */
    private Turn begin(WorkConversation work) {
        int before = prompted.size();
        assertThat(work.open(prompted::add)).isSameAs(Turn.NOTHING);
        assertThat(prompted).hasSize(before + 1);
        return prompted.getLast();
    }

    private static JsonNode lastWord(Turn turn) {
        assertThat(turn.end()).contains(CloseReason.COMPLETE);
        return json(words(turn).getLast());
    }

    /** GV-27, GV-28: only once the answers would be heard. */
    @Test
    void asksOnceTheChannelOfTheAnswersIsInForce() throws Exception {
        Turn opening = begin(asking("r1"));

        assertThat(opening.enter()).containsExactly(Subscription.toAll(new Channel("creative_evaluation:r1")));
        assertThat(json(words(opening).getFirst()).path("requestId").textValue())
                .isEqualTo("r1");
        assertThat(sent.messages).isEmpty();

        opening.afterwards().run();

        assertThat(sent.messages)
                .singleElement()
                .asString()
                .startsWith("creative_evaluation:requests {\"channel\":\"creative_evaluation:requests\",");
        assertThat(prompted).as("nothing went wrong").hasSize(1);
    }

    @Test
    void saysSoWhenNobodyCanBeAsked() throws Exception {
        sent.away = true;

        begin(asking("r1")).afterwards().run();

        assertThat(lastWord(prompted.getLast()).path("error").textValue()).startsWith("The request could not be");
    }

    /** Before the first event, and between two. */
    @Test
    void waitsForSoLongAndNoLonger() throws Exception {
        WorkConversation work = asking("r1");

        Turn opening = begin(work);
        Turn next = work.heard(translated(FlatDialect.EVENTS, "creative_evaluation:r1", "{\"chunk\":\"a\"}"));

        assertThat(opening.wake()).contains(PATIENCE);
        assertThat(next.wake()).contains(PATIENCE);
        assertThat(next.end()).isEmpty();
        assertThat(lastWord(work.woken()).path("error").textValue()).isEqualTo("No answer in time, try again later");
        assertThat(registry.get("stream.requests.unanswered").counter().count()).isEqualTo(1);
    }

    /** GV-29: the answers to one request are for one client, also when another one knows its id. */
    @Test
    void anIdInUseIsNobodyElses() throws Exception {
        WorkConversation first = asking("r1");
        begin(first);
        WorkConversation second = asking("r1");

        Turn refusal = begin(second);

        assertThat(refusal.enter()).isEmpty();
        assertThat(lastWord(refusal).path("error").textValue()).contains("requestId");
        second.ended();
        assertThat(begin(asking("r1")).enter()).as("still in use").isEmpty();
        assertThat(begin(asking("r2")).enter()).hasSize(1);
    }

    /** GV-29: workers that have not noticed that their client is gone are not heard by the next one. */
    @Test
    void anIdIsFreeAgainWhenTheWorkersMustHaveFallenSilent() throws Exception {
        WorkConversation first = asking("r1");
        begin(first).afterwards().run();

        long ended = System.nanoTime();
        first.ended();

        await().until(() -> begin(asking("r1", workers, "eve")).enter().size() == 1);
        assertThat(Duration.ofNanos(System.nanoTime() - ended)).isGreaterThanOrEqualTo(PATIENCE);
    }

    /** Browsers come back by themselves, and ask under the same id. */
    @Test
    void whoComesBackGetsHisIdAtOnce() throws Exception {
        WorkConversation first = asking("r1");
        begin(first).afterwards().run();
        first.ended();

        WorkConversation again = asking("r1");
        assertThat(begin(again).enter()).hasSize(1);
        assertThat(begin(asking("r1")).enter()).as("now in use again").isEmpty();
        assertThat(held.places(Scope.STREAM)).isEqualTo(1);
    }

    /** GV-29: who was never asked cannot still be talking. */
    @Test
    void anIdIsFreeAgainAtOnceWhenNobodyWasAsked() throws Exception {
        WorkConversation first = asking("r1");
        begin(first);

        first.ended();

        assertThat(begin(asking("r1")).enter()).hasSize(1);
    }

    /** Clients that come and go do not pile up what they hold. */
    @Test
    void holdsBackOnlySoManyIds() throws Exception {
        for (int i = 0; i < 1_010; i++) {
            WorkConversation work = asking("r" + i);
            begin(work).afterwards().run();
            work.ended();
        }

        assertThat(held.places(Scope.STREAM)).isLessThanOrEqualTo(1_000);
        await().until(() -> held.places(Scope.STREAM) == 0);
    }

    /** GV-29: an id that was made here is nobody else's, and holds no place. */
    @Test
    void takesNoPlaceForAnIdThatNobodyCanGuess() throws Exception {
        WorkRequest request =
                WorkRequest.evaluation(new Parameters(Map.of("content", "Hi")::get), Optional.of("alice"));

        assertThat(workers.claim(request).toCompletableFuture().join()).isPresent();

        assertThat(held.places(Scope.STREAM)).isZero();
    }

    /** GV-29: workers that said that they are done say nothing more. */
    @Test
    void anIdIsFreeAgainAtOnceWhenItsWorkIsDone() throws Exception {
        WorkConversation first = asking("r1");
        begin(first);

        first.heard(translated(FlatDialect.EVENTS, "creative_evaluation:r1", "{\"type\":\"error\",\"error\":\"no\"}"));
        first.ended();

        assertThat(begin(asking("r1")).enter()).hasSize(1);
    }

    /** GV-29: who leaves before the channel is his has it no longer than others. */
    @Test
    void whoLeavesAtOnceKeepsNothing() throws Exception {
        CompletableFuture<Optional<Lease>> late = new CompletableFuture<>();
        AtomicBoolean released = new AtomicBoolean();
        WorkConversation work = asking("r1", workers(_ -> late));
        work.open(prompted::add);

        work.ended();
        late.complete(Optional.of(new Lease(() -> released.set(true))));

        await().untilTrue(released);
    }

    /** GV-23. */
    @Test
    void endsWithTheLastChunk() throws Exception {
        WorkConversation work = asking("r1");
        begin(work);

        Turn end = work.heard(
                translated(FlatDialect.EVENTS, "creative_evaluation:r1", "{\"chunk\":\"a\",\"isComplete\":true}"));

        assertThat(lastWord(end).path("type").textValue()).isEqualTo("complete");
    }
}
