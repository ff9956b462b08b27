package io.mycostream.ingest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.app.SharedClaims;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.redis.RedisClaims;
import io.mycostream.publisher.redis.RedisHash;
import io.mycostream.publisher.redis.RedisSubscription;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two ingest processes, as far as commands go, on one real Redis. */
@Timeout(60)
class CommandsOverRedisTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final CommandLimits LIMITS = new CommandLimits(
            16,
            256,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            1,
            Duration.ofMillis(300),
            Duration.ofHours(1));

    private static final String LIST = "mycostream:commands:open";

    private RedisServer redis;
    private IngestProcess one;
    private IngestProcess other;

    @BeforeEach
    void start() {
        redis = RedisServer.start();
        one = new IngestProcess(redis.uri());
        other = new IngestProcess(redis.uri());
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        redis.close();
    }

    @Test
    void onlyTheProcessWithTheBoardActs() {
        ScriptedBoard board = one.board("/dev/a").plugIn("mushroom1").answeringAtOnce();
        ScriptedBoard another = other.board("/dev/a").plugIn("mushroom2").answeringAtOnce();

        publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\",\"command_id\":\"c1\"}");
        publish("{\"device_id\":\"mushroom2\",\"command\":\"clear_estop\",\"command_id\":\"c2\"}");
        publish("{\"device_id\":\"mushroom1\",\"command\":\"health\",\"command_id\":\"c3\"}");

        await().atMost(SOON).until(() -> one.results.size() == 2 && other.results.size() == 1);
        awaitTheOthersSilence(3);
        assertThat(one.results)
                .extracting(CommandResult::commandId, CommandResult::outcome)
                .containsExactly(tuple("c1", Outcome.ACKNOWLEDGED), tuple("c3", Outcome.ACKNOWLEDGED));
        assertThat(other.results).extracting(CommandResult::commandId).containsExactly("c2");
        assertThat(board.frames()).hasSize(2);
        assertThat(another.frames()).hasSize(1);
    }

    @Test
    void aBoardThatBothHaveIsToldOnce() {
        ScriptedBoard here = one.board("mqtt/mushroom1").plugIn("mushroom1").answeringAtOnce();
        ScriptedBoard there = other.board("mqtt/mushroom1").plugIn("mushroom1").answeringAtOnce();

        for (int i = 0; i < 50; i++) {
            String id = "\"command_id\":\"c" + i + "\"";
            publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\"," + id + "}");
            publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\"," + id + "}");
        }

        await().atMost(SOON).until(() -> one.results.size() + other.results.size() == 50);
        assertThat(here.frames().size() + there.frames().size()).isEqualTo(50);
        // which of them is the quicker one is not said, and it may be for all
        List<CommandResult> results = new CopyOnWriteArrayList<>(one.results);
        results.addAll(other.results);
        assertThat(results).extracting(CommandResult::outcome).containsOnly(Outcome.ACKNOWLEDGED);
    }

    @Test
    void aCommandWithoutAnIdIsToldOnceToo() {
        ScriptedBoard here = one.board("mqtt/mushroom1").plugIn("mushroom1").answeringAtOnce();
        ScriptedBoard there = other.board("mqtt/mushroom1").plugIn("mushroom1").answeringAtOnce();

        publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\"}");

        await().atMost(SOON).until(() -> one.counts.duplicates.get() + other.counts.duplicates.get() == 1);
        await().atMost(SOON).until(() -> one.results.size() + other.results.size() == 1);
        assertThat(here.frames().size() + there.frames().size()).isEqualTo(1);
    }

    @Test
    void aBoardThatNobodyHasIsSaidToBeUnreachableOnce() {
        publish("{\"device_id\":\"nobody\",\"command\":\"health\",\"command_id\":\"c1\"}");

        await().atMost(SOON).until(() -> one.counts.duplicates.get() + other.counts.duplicates.get() == 1);
        await().atMost(SOON).until(() -> one.results.size() + other.results.size() == 1);
        CommandResult result = (one.results.isEmpty() ? other : one).results.getFirst();
        assertThat(result.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(result.message()).isEqualTo("no ingest process has a link to this board");
    }

    @Test
    void whatIsNoCommandIsSaidOnceWithItsId() {
        publish("{\"device_id\":\"mushroom1\",\"command\":\"fly\",\"command_id\":\"c1\"}");
        publish("no JSON");

        await().atMost(SOON).until(() -> one.counts.duplicates.get() + other.counts.duplicates.get() == 2);
        await().atMost(SOON).until(() -> one.results.size() + other.results.size() == 2);
        List<CommandResult> results = new CopyOnWriteArrayList<>(one.results);
        results.addAll(other.results);
        assertThat(results).extracting(CommandResult::reason).containsOnly(Optional.of(Reason.MALFORMED));
        assertThat(results).extracting(CommandResult::commandId).contains("c1");
    }

    @Test
    void aStaleCommandIsNotCarriedOut() {
        ScriptedBoard board = one.board("/dev/a").plugIn("mushroom1").answeringAtOnce();

        publish(
                "{\"channel\":\"devices:commands\",\"data\":{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\","
                        + "\"command_id\":\"old\"},\"timestamp\":\"2026-01-01T00:00:00.000000\",\"source\":null,\"message_id\":null}");

        await().atMost(SOON).until(() -> one.results.size() + other.results.size() == 1);
        CommandResult result = (one.results.isEmpty() ? other : one).results.getFirst();
        assertThat(result.reason()).hasValue(Reason.EXPIRED);
        assertThat(board.frames()).isEmpty();
    }

    @Test
    void anEmergencyStopReachesTheBoardOfEveryProcess() {
        ScriptedBoard here = one.board("/dev/a").plugIn("mushroom1").answeringAtOnce();
        ScriptedBoard there = other.board("/dev/b").plugIn("mushroom1").answeringAtOnce();

        publish("{\"device_id\":\"mushroom1\",\"command\":\"estop\",\"command_id\":\"stop\"}");

        await().atMost(SOON).until(() -> one.results.size() == 1 && other.results.size() == 1);
        assertThat(here.commands()).containsExactly("estop");
        assertThat(there.commands()).containsExactly("estop");
    }

    @Test
    void whoTakesOverSaysThatNobodyKnowsHowACommandEndedWhoseProcessWasKilled() {
        ScriptedBoard board = one.board("/dev/a").plugIn("mushroom1");
        publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\",\"command_id\":\"c1\","
                + "\"timeout\":1,\"ttl\":0.5}");
        board.sent(1);
        assertThat(open()).isEqualTo(1);

        one.kill();

        await().atMost(SOON).until(() -> !other.results.isEmpty());
        assertThat(other.results)
                .extracting(
                        CommandResult::commandId,
                        CommandResult::deviceId,
                        CommandResult::command,
                        CommandResult::outcome,
                        CommandResult::link)
                .containsExactly(tuple("c1", "mushroom1", "clear_estop", Outcome.UNKNOWN, Optional.empty()));
        await().atMost(SOON).until(() -> open() == 0);
    }

    @Test
    void aCommandThatEndsIsNotOpenAnyMoreWhoeverHadIt() {
        one.board("mqtt/mushroom1").plugIn("mushroom1").answeringAtOnce();
        other.board("mqtt/mushroom1").plugIn("mushroom1").answeringAtOnce();
        for (int i = 0; i < 20; i++) {
            publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\",\"command_id\":\"c" + i
                    + "\",\"timeout\":0.1,\"ttl\":0.1}");
        }

        await().atMost(SOON).until(() -> one.results.size() + other.results.size() >= 20);
        awaitTheOthersSilence(20);
        await().atMost(SOON).until(() -> open() == 0);
        assertThat(one.results).extracting(CommandResult::outcome).doesNotContain(Outcome.UNKNOWN);
        assertThat(other.results).extracting(CommandResult::outcome).doesNotContain(Outcome.UNKNOWN);
    }

    @Test
    void aServiceThatStopsLeavesNoCommandOpen() {
        ScriptedBoard board = one.board("/dev/a").plugIn("mushroom1");
        publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\",\"command_id\":\"c1\"}");
        board.sent(1);

        one.close();

        assertThat(one.results).extracting(CommandResult::outcome).containsExactly(Outcome.UNREACHABLE);
        assertThat(open()).isZero();
    }

    /** Killed after it was written down and before it was claimed: then another one has the command, and ends it. */
    @Test
    void nothingIsSaidOfACommandThatWasAnothers() {
        redis.ask("SET", "mycostream:command:c1", "test/other 7");
        redis.ask("HSET", LIST, "test/killed", "{\"claim\":\"c1\",\"command_id\":\"c1\",\"longest_ms\":1}");

        await().atMost(SOON).until(() -> open() == 0);

        assertThat(one.results).isEmpty();
        assertThat(other.results).isEmpty();
    }

    private int open() {
        return Integer.parseInt(redis.ask("HLEN", LIST).substring(1).strip());
    }

    @Test
    void commandsAreTakenAgainAfterRedisWasAway() {
        ScriptedBoard board = one.board("/dev/a").plugIn("mushroom1").answeringAtOnce();

        redis.kill();
        await().atMost(SOON).until(() -> one.subscription.trouble().isPresent());
        redis.restart();
        await().atMost(SOON).until(() -> one.subscription.trouble().isEmpty());
        await().atMost(SOON).until(() -> {
            publish("{\"device_id\":\"mushroom1\",\"command\":\"clear_estop\"}");
            return !board.frames().isEmpty();
        });

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(one.results)
                        .extracting(CommandResult::outcome)
                        .contains(Outcome.ACKNOWLEDGED));
    }

    /** Each command is either carried out or passed over by each process, and both are counted. */
    private void awaitTheOthersSilence(int commands) {
        await().atMost(SOON).until(() -> one.counts.duplicates.get() + other.counts.duplicates.get() == commands);
    }

    private void publish(String message) {
        redis.ask("PUBLISH", CommandIntake.CHANNEL, message);
    }

    private static final class IngestProcess implements AutoCloseable {

        private final List<CommandResult> results = new CopyOnWriteArrayList<>();
        private final Counted counts = new Counted();
        private final RedisClaims redisClaims;
        private final RedisHash list;
        private final SharedClaims claims;
        private final Commands commands;
        private final RedisSubscription subscription;

        IngestProcess(String redis) {
            redisClaims = new RedisClaims(redis, Duration.ofSeconds(2));
            list = new RedisHash(redis, LIST, Duration.ofSeconds(2));
            claims = new SharedClaims(
                    redisClaims, list, "test", results::add, Duration.ofMillis(200), InstantSource.system());
            claims.start();
            commands = new Commands(
                    LIMITS,
                    claims,
                    (result, held) -> {
                        results.add(result);
                        held.run();
                    },
                    counts,
                    InstantSource.system());
            CommandIntake intake =
                    new CommandIntake(LIMITS, new CommandReader(LIMITS), commands, InstantSource.system());
            subscription = RedisSubscription.start(
                    redis,
                    List.of(CommandIntake.CHANNEL),
                    Duration.ofMillis(200),
                    Duration.ofSeconds(2),
                    (_, message) -> intake.received(message));
            await().atMost(SOON).until(() -> subscription.trouble().isEmpty());
        }

        ScriptedBoard board(String link) {
            return new ScriptedBoard(
                    new Speaker(link, commands, counts, true, Duration.ofSeconds(2), InstantSource.system()));
        }

        /** As Redis sees the end of a process that was killed: not another word. */
        void kill() {
            subscription.close();
            redisClaims.close();
            list.close();
        }

        @Override
        public void close() {
            subscription.close();
            commands.close();
            claims.close();
        }
    }
}
