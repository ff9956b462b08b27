package io.mycostream.gateway.dialect.geminivideo;

import static io.mycostream.gateway.dialect.geminivideo.Published.NOW;
import static io.mycostream.gateway.dialect.geminivideo.Published.json;
import static io.mycostream.gateway.dialect.geminivideo.Published.translated;
import static io.mycostream.gateway.dialect.geminivideo.Published.words;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkConversationTest {

    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private final Sent sent = new Sent();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Workers workers = new Workers(
            new Hub(sent, new StreamCounters(), new Hub.Tuning(Duration.ZERO, 1, 1), CLOCK, System::nanoTime, _ -> {}),
            CLOCK,
            Duration.ofSeconds(60),
            registry);
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

    private WorkConversation asking(String requestId) throws FaultyAddressException {
        Map<String, String> parameters = Map.of("content", "Hi", "requestId", requestId);
        WorkRequest request = WorkRequest.evaluation(new Parameters(parameters::get), Optional.of("alice"));
        EventClient client = new EventClient(Optional.of("alice"), CLOCK);
        StreamConversation stream =
                new StreamConversation(request.replyChannel(), Completion.WITH_LAST_CHUNK, client, clients);
        return new WorkConversation(request, workers, stream, client);
    }

    private static JsonNode lastWord(Turn turn) {
        assertThat(turn.end()).contains(CloseReason.COMPLETE);
        return json(words(turn).getLast());
    }

    /** GV-27, GV-28: only once the answers would be heard. */
    @Test
    void asksOnceTheChannelOfTheAnswersIsInForce() throws Exception {
        Turn opening = asking("r1").open(prompted::add);

        assertThat(opening.enter()).containsExactly(Subscription.toAll(new Channel("creative_evaluation:r1")));
        assertThat(json(words(opening).getFirst()).path("requestId").textValue())
                .isEqualTo("r1");
        assertThat(sent.messages).isEmpty();

        opening.afterwards().run();

        assertThat(sent.messages)
                .singleElement()
                .asString()
                .startsWith("creative_evaluation:requests {\"channel\":\"creative_evaluation:requests\",");
        assertThat(prompted).isEmpty();
    }

    @Test
    void saysSoWhenNobodyCanBeAsked() throws Exception {
        sent.away = true;

        asking("r1").open(prompted::add).afterwards().run();

        assertThat(lastWord(prompted.getFirst()).path("error").textValue()).startsWith("The request could not be");
    }

    /** Before the first event, and between two. */
    @Test
    void waitsForSoLongAndNoLonger() throws Exception {
        WorkConversation work = asking("r1");

        Turn opening = work.open(prompted::add);
        Turn next = work.heard(translated(FlatDialect.EVENTS, "creative_evaluation:r1", "{\"chunk\":\"a\"}"));

        assertThat(opening.wake()).contains(Duration.ofSeconds(60));
        assertThat(next.wake()).contains(Duration.ofSeconds(60));
        assertThat(next.end()).isEmpty();
        assertThat(lastWord(work.woken()).path("error").textValue()).isEqualTo("No answer in time, try again later");
        assertThat(registry.get("stream.requests.unanswered").counter().count()).isEqualTo(1);
    }

    /** GV-29: the answers to one request are for one client, also when another one knows its id. */
    @Test
    void anIdInUseIsNobodyElses() throws Exception {
        WorkConversation first = asking("r1");
        first.open(prompted::add);
        WorkConversation second = asking("r1");

        Turn refusal = second.open(prompted::add);

        assertThat(refusal.enter()).isEmpty();
        assertThat(lastWord(refusal).path("error").textValue()).contains("requestId");
        second.ended();
        assertThat(asking("r1").open(prompted::add).enter()).as("still in use").isEmpty();
        assertThat(asking("r2").open(prompted::add).enter()).hasSize(1);
        first.ended();
        assertThat(asking("r1").open(prompted::add).enter()).hasSize(1);
        assertThat(clients.connected()).hasSize(2);
    }

    /** GV-23. */
    @Test
    void endsWithTheLastChunk() throws Exception {
        WorkConversation work = asking("r1");
        work.open(prompted::add);

        Turn end = work.heard(
                translated(FlatDialect.EVENTS, "creative_evaluation:r1", "{\"chunk\":\"a\",\"isComplete\":true}"));

        assertThat(lastWord(end).path("type").textValue()).isEqualTo("complete");
    }
}
