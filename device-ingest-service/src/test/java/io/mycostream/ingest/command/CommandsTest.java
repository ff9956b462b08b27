package io.mycostream.ingest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.ingest.mdp.MdpFrame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommandsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TELEMETRY = 1;
    private static final int ACK = 3;
    private static final int EVENT = 5;
    private static final int IS_ACK = 2;
    private static final int SIDE_A = 0xA1;
    private static final int SIDE_B = 0xB1;

    /** Answers that do not come make a command end after two seconds; whatever is repeated is so after 50 ms. */
    private static final CommandLimits LIMITS = new CommandLimits(
            3,
            8,
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            3,
            Duration.ofMillis(50),
            Duration.ofHours(1));

    private final Instant now = Instant.parse("2026-11-20T07:00:00Z");
    private final List<CommandResult> results = new CopyOnWriteArrayList<>();
    private final Set<Claim> claimed = ConcurrentHashMap.newKeySet();
    private final Counted counts = new Counted();
    private final CountDownLatch redisAnswers = new CountDownLatch(1);
    private volatile boolean redisIsSlow;
    private volatile boolean redisIsAway;
    private final Commands commands = new Commands(LIMITS, this::claim, this::ended, counts, () -> now);
    private final CommandReader reader = new CommandReader(LIMITS);

    private void ended(CommandResult result, Runnable held) {
        results.add(result);
        held.run();
    }

    private Claims.Outcome claim(Claim claim) {
        if (redisIsAway) {
            return Claims.Outcome.UNANSWERED;
        }
        if (redisIsSlow) {
            try {
                redisAnswers.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return claimed.add(claim) ? Claims.Outcome.GRANTED : Claims.Outcome.HELD;
    }

    @AfterEach
    void close() {
        commands.close();
    }

    @Test
    void aCommandEndsWithItsAcknowledgement() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given given = commands.give(command("mushroom1", "clear_estop", "c1"));
        board.done(board.told(0), "estop_cleared");

        CommandResult result = given.ended().join();
        assertThat(result.outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(result.message()).isEqualTo("estop_cleared");
        assertThat(result.link()).hasValue("/dev/a");
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(results).containsExactly(result);
    }

    @Test
    void aCommandThatTheBoardRefusesIsRefused() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given given = commands.give(command("mushroom1", "clear_estop", "c1"));
        board.refuse(board.told(0), "estop_active");

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(given.ended().join().message()).isEqualTo("estop_active");
    }

    @Test
    void aCommandIsRepeatedUnderItsNumberUntilItsTimeIsOver() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given given = commands.give(command("mushroom1", "health", "c1"));

        CommandResult result = given.ended().join();
        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.message()).isEqualTo("the board did not answer within 2000 ms");
        assertThat(result.attempts()).isEqualTo(3);
        assertThat(board.frames()).hasSize(3).containsOnly(board.told(0));
        assertThat(counts.repeated).hasValue(2);
    }

    @Test
    void whatDoesHarmTwiceIsSentOnce() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");
        ObjectNode buzzer = data("mushroom1", "output_control", "c1");
        buzzer.putObject("params").put("id", "buzzer").put("freq", 440).put("duration_ms", 100);

        Given given = commands.give(read(buzzer));

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(board.frames()).hasSize(1);
    }

    @Test
    void aGoodCommandThatTheBoardDidNotUnderstandIsGivenAgain() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given given = commands.give(command("mushroom1", "clear_estop", "c1"));
        board.refuse(board.sent(1), "unknown_command");
        board.done(board.sent(2), "estop_cleared");

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(given.ended().join().attempts()).isEqualTo(2);
    }

    @Test
    void aCommandThatTheBoardNeverUnderstandsIsRefused() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given given = commands.give(command("mushroom1", "clear_estop", "c1"));
        for (int attempt = 1; attempt <= 3; attempt++) {
            board.refuse(board.sent(attempt), "unknown_command");
        }

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(given.ended().join().message()).isEqualTo("unknown_command");
    }

    @Test
    void sideBPassingACommandOnIsNotTheAnswer() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");
        String forwarded = "{\"success\":true,\"message\":\"forwarded_to_side_a\"}";

        Given answered = commands.give(command("mushroom1", "clear_estop", "c1"));
        board.answer(ACK, board.told(0).seq(), IS_ACK, SIDE_B, forwarded);
        board.refuse(board.told(0), "estop_active");
        Given unanswered = commands.give(command("mushroom1", "clear_estop", "c2"));
        board.answer(ACK, board.told(1).seq(), IS_ACK, SIDE_B, forwarded);

        assertThat(answered.ended().join().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(unanswered.ended().join().outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(unanswered.ended().join().message()).startsWith("Side B passed it on, Side A did not answer");
    }

    @Test
    void telemetryProvesThatSensorsWereReadThoughTheAcknowledgementIsLost() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given given = commands.give(command("mushroom1", "read_sensors", "c1"));
        board.answer(TELEMETRY, board.told(0).seq(), 0, SIDE_A, "{\"type\":\"telemetry\"}");

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(given.ended().join().message()).contains("its ACK did not come");
    }

    @Test
    void aBoardThatTakesNothingIsSaidToTakeNothing() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");
        board.takeNothing();

        CommandResult result =
                commands.give(command("mushroom1", "health", "c1")).ended().join();

        assertThat(result.outcome()).isEqualTo(Outcome.TIMEOUT);
        assertThat(result.message()).isEqualTo("the board took no bytes within 2000 ms");
    }

    @Test
    void commandsOfABoardAreSentOneAtATimeInTheirOrder() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        List<Given> given = List.of(
                commands.give(command("mushroom1", "clear_estop", "c1")),
                commands.give(command("mushroom1", "health", "c2")),
                commands.give(command("mushroom1", "clear_estop", "c3")));
        await().atMost(SOON).until(() -> commands.waiting() == 2);
        assertThat(board.frames()).hasSize(1);
        board.done(board.told(0), "1");
        board.done(board.told(1), "2");
        board.done(board.told(2), "3");

        assertThat(given.stream().map(each -> each.ended().join().message())).containsExactly("1", "2", "3");
        assertThat(board.commands()).containsExactly("clear_estop", "health", "clear_estop");
    }

    @Test
    void boardsDoNotWaitForEachOther() throws Exception {
        board("/dev/a").plugIn("silent");
        board("/dev/b").plugIn("mushroom1").answeringAtOnce();

        commands.give(command("silent", "clear_estop", "c1"));
        Given given = commands.give(command("mushroom1", "clear_estop", "c2"));

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(results).extracting(CommandResult::commandId).containsExactly("c2");
    }

    @Test
    void noMoreWaitForABoardThanMay() throws Exception {
        board("/dev/a").plugIn("mushroom1");
        for (int i = 0; i < 4; i++) {
            commands.give(command("mushroom1", "clear_estop", "c" + i))
                    .admitted()
                    .join();
        }

        Given tooMany = commands.give(command("mushroom1", "clear_estop", "c4"));

        CommandResult result = tooMany.admitted().join().orElseThrow();
        assertThat(result.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(result.reason()).hasValue(Reason.QUEUE_FULL);
        assertThat(result.message()).isEqualTo("3 commands wait for this board already");
    }

    @Test
    void anEmergencyStopGoesBeforeTheOneInFlightAndAllThatWait() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");
        Given inFlight = commands.give(command("mushroom1", "clear_estop", "c1"));
        Given waiting = commands.give(command("mushroom1", "clear_estop", "c2"));
        board.told(0);
        waiting.admitted().join();

        Given stop = commands.give(command("mushroom1", "estop", "stop"));
        Given after = commands.give(command("mushroom1", "clear_estop", "c3"));
        MdpFrame sent = board.told(1);
        board.answer(EVENT, sent.seq(), 0, SIDE_A, "{\"event\":\"estop_activated\"}");
        board.done(board.told(2), "estop_cleared");

        assertThat(board.commands()).containsExactly("clear_estop", "estop", "clear_estop");
        assertThat(stop.ended().join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(stop.ended().join().message()).isEqualTo("estop_activated");
        assertThat(after.ended().join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(inFlight.ended().join().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(inFlight.ended().join().message()).contains("stop", "is not known");
        assertThat(waiting.ended().join().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(waiting.ended().join().attempts()).isZero();
    }

    @Test
    void anEmergencyStopDoesNotWaitForRedisAndNothingThatDidUndoesIt() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");
        redisIsSlow = true;
        Given claiming = commands.give(command("mushroom1", "clear_estop", "c1"));

        Given stop = commands.give(command("mushroom1", "estop", "stop"));
        board.done(board.told(0), "estop_activated");
        assertThat(stop.ended().join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        redisAnswers.countDown();

        assertThat(claiming.ended().join().outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(board.commands()).containsExactly("estop");
    }

    @Test
    void everyBoardOfANameStopsWhicheverWasMeant() throws Exception {
        ScriptedBoard one = board("/dev/a").plugIn("mushroom1").answeringAtOnce();
        ScriptedBoard other = board("/dev/b").plugIn("mushroom1").answeringAtOnce();

        commands.give(command("mushroom1", "estop", "stop"));

        await().atMost(SOON).until(() -> results.size() == 2);
        assertThat(results).extracting(CommandResult::outcome).containsOnly(Outcome.ACKNOWLEDGED);
        assertThat(one.commands()).containsExactly("estop");
        assertThat(other.commands()).containsExactly("estop");
    }

    @Test
    void otherCommandsToANameThatTwoBoardsHaveNeedTheLink() throws Exception {
        ScriptedBoard one = board("/dev/a").plugIn("mushroom1").answeringAtOnce();
        ScriptedBoard other = board("/dev/b").plugIn("mushroom1").answeringAtOnce();

        CommandResult ambiguous =
                commands.give(command("mushroom1", "clear_estop", "c1")).ended().join();
        CommandResult byLink = commands.give(
                        read(data("mushroom1", "clear_estop", "c2").put("link", "/dev/b")))
                .ended()
                .join();
        CommandResult byPort = commands.give(command("mycobrain--dev-a", "clear_estop", "c3"))
                .ended()
                .join();

        assertThat(ambiguous.reason()).hasValue(Reason.AMBIGUOUS);
        assertThat(ambiguous.message()).isEqualTo("2 boards have this id, expected link to be one of /dev/a, /dev/b");
        assertThat(byLink.link()).hasValue("/dev/b");
        assertThat(byPort.link()).hasValue("/dev/a");
        assertThat(one.commands()).hasSize(1);
        assertThat(other.commands()).hasSize(1);
    }

    @Test
    void theSameIdIsCarriedOutOnceAndEndsAlike() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given first = commands.give(command("mushroom1", "clear_estop", "c1"));
        Given again = commands.givePublished(command("mushroom1", "clear_estop", "c1"));
        board.done(board.told(0), "estop_cleared");
        Given late = commands.give(command("mushroom1", "clear_estop", "c1"));

        assertThat(again.ended().join()).isEqualTo(first.ended().join());
        assertThat(late.ended().join()).isEqualTo(first.ended().join());
        assertThat(board.frames()).hasSize(1);
        assertThat(results).hasSize(1);
        assertThat(counts.duplicates).hasValue(2);
    }

    @Test
    void theSameIdIsAnotherCommandOnceItIsNotRememberedAnyMore() throws Exception {
        CommandLimits forgetful = new CommandLimits(
                3,
                8,
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofSeconds(30),
                Duration.ofMillis(50),
                1,
                Duration.ofMillis(50),
                Duration.ofMillis(100));
        try (Commands soonForgotten =
                new Commands(forgetful, _ -> Claims.Outcome.GRANTED, this::ended, counts, () -> now)) {
            ScriptedBoard board = new ScriptedBoard(
                            new Speaker("/dev/a", soonForgotten, counts, true, Duration.ofSeconds(2), () -> now))
                    .plugIn("mushroom1")
                    .answeringAtOnce();
            Given first = soonForgotten.give(command("mushroom1", "clear_estop", "daily"));
            first.ended().join();

            await().atMost(SOON)
                    .until(() -> soonForgotten
                            .give(command("mushroom1", "clear_estop", "daily"))
                            .ended()
                            .thenApply(_ -> board.frames().size() == 2)
                            .join());
        }
    }

    @Test
    void aCommandThatWasCarriedOutBeforeARestartIsNotAgain() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");
        claimed.add(new Claim("c1", LIMITS.remember()));

        CommandResult result =
                commands.give(command("mushroom1", "clear_estop", "c1")).ended().join();

        assertThat(result.reason()).hasValue(Reason.TAKEN);
        assertThat(board.frames()).isEmpty();
    }

    @Test
    void aCommandIsNotCarriedOutWhileNobodyKnowsWhetherAnotherProcessHasIt() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1").answeringAtOnce();
        redisIsAway = true;

        CommandResult unknown =
                commands.give(command("mushroom1", "clear_estop", "c1")).ended().join();
        CommandResult ofThisProcessAlone = commands.give(read(JsonNodeFactory.instance
                        .objectNode()
                        .put("device_id", "mushroom1")
                        .put("command", "clear_estop")))
                .ended()
                .join();

        assertThat(unknown.reason()).hasValue(Reason.UNCLAIMED);
        assertThat(ofThisProcessAlone.outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(board.frames()).hasSize(1);
        assertThat(counts.unclaimed).hasValue(1);
    }

    @Test
    void whatIsTooOldWhenItComesIsNotCarriedOut() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");

        Given given = commands.givePublished(reader.read(
                data("mushroom1", "clear_estop", "c1"),
                new Publication(now.minus(Duration.ofSeconds(31)), Optional.empty())));

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(given.ended().join().reason()).hasValue(Reason.EXPIRED);
        assertThat(results).containsExactly(given.ended().join());
        assertThat(board.frames()).isEmpty();
    }

    @Test
    void anEmergencyStopIsNeverTooOld() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1").answeringAtOnce();

        Given given = commands.givePublished(reader.read(
                data("mushroom1", "estop", "stop"), new Publication(now.minus(Duration.ofHours(2)), Optional.empty())));

        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.ACKNOWLEDGED);
        assertThat(board.commands()).containsExactly("estop");
    }

    @Test
    void aBoardThatNobodyHasIsUnreachable() throws Exception {
        CommandResult here =
                commands.give(command("mushroom1", "health", "c1")).ended().join();
        CommandResult anywhere = commands.givePublished(command("mushroom1", "health", "c2"))
                .ended()
                .join();

        assertThat(here.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(here.message()).isEqualTo("this ingest process has no link to this board");
        assertThat(anywhere.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(anywhere.message()).isEqualTo("no ingest process has a link to this board");
        assertThat(results).as("told everybody").containsExactly(anywhere);
    }

    @Test
    void anotherProcessThatHasTheBoardIsLeftToSayHowItEnds() throws Exception {
        claimed.add(new Claim("c1", LIMITS.remember()));

        Given given = commands.givePublished(command("mushroom1", "health", "c1"));

        assertThat(given.ended().join().reason()).hasValue(Reason.TAKEN);
        assertThat(results).isEmpty();
    }

    @Test
    void aLinkThatClosesEndsItsCommands() throws Exception {
        Speaker speaker = speaker("/dev/a");
        ScriptedBoard board = new ScriptedBoard(speaker).plugIn("mushroom1");
        Given inFlight = commands.give(command("mushroom1", "clear_estop", "c1"));
        Given waiting = commands.give(command("mushroom1", "clear_estop", "c2"));
        board.told(0);
        waiting.admitted().join();

        speaker.closed();

        assertThat(inFlight.ended().join().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(inFlight.ended().join().message())
                .isEqualTo("the link closed; whether the board did it is not known");
        assertThat(waiting.ended().join().message()).isEqualTo("the link closed before its turn came");
    }

    @Test
    void whatWaitsForOneBoardIsNotSentToAnother() throws Exception {
        Speaker speaker = speaker("/dev/a");
        ScriptedBoard board = new ScriptedBoard(speaker).plugIn("mushroom1");
        Given inFlight = commands.give(command("mushroom1", "clear_estop", "c1"));
        board.told(0);

        speaker.named("mushroom2");
        CommandResult result =
                commands.give(command("mushroom1", "health", "c2")).ended().join();

        assertThat(inFlight.ended().join().outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(result.outcome()).isEqualTo(Outcome.UNREACHABLE);
        assertThat(board.frames()).hasSize(1);
    }

    @Test
    void aBoardOfMessagesAnswersByTheCommandsId() throws Exception {
        List<String> sent = new CopyOnWriteArrayList<>();
        commands.reachable(
                "mqtt", "mushroom1", bytes -> sent.add(new String(bytes, java.nio.charset.StandardCharsets.UTF_8)));
        Given given = commands.give(command("mushroom1", "clear_estop", "c1"));
        await().atMost(SOON).until(() -> sent.size() == 1);

        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        commands.answered("mqtt", answer.put("command_id", "another").put("success", true));
        commands.answered(
                "mqtt",
                answer.deepCopy().put("command_id", "c1").put("success", false).put("message", "busy"));

        assertThat(sent).containsExactly("{\"command_id\":\"c1\",\"cmd\":\"clear_estop\",\"params\":{}}");
        assertThat(given.ended().join().outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(given.ended().join().message()).isEqualTo("busy");
    }

    @Test
    void onlySoManyAreTakenInAtATime() throws Exception {
        redisIsSlow = true;
        board("/dev/a").plugIn("mushroom1").answeringAtOnce();
        for (int i = 0; i < 8; i++) {
            commands.give(command("mushroom1", "clear_estop", "c" + i));
        }

        CommandResult tooMany = commands.give(command("mushroom1", "clear_estop", "c8"))
                .admitted()
                .join()
                .orElseThrow();
        redisAnswers.countDown();

        assertThat(tooMany.reason()).hasValue(Reason.OVERLOADED);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(commands.give(command("mushroom1", "clear_estop", "later"))
                                .ended()
                                .join()
                                .outcome())
                        .isEqualTo(Outcome.ACKNOWLEDGED));
    }

    @Test
    void everyCommandEndsWhenTheServiceStops() throws Exception {
        ScriptedBoard board = board("/dev/a").plugIn("mushroom1");
        Given given = commands.give(command("mushroom1", "clear_estop", "c1"));
        board.told(0);

        commands.close();

        assertThat(given.ended().join().message()).startsWith("the service stopped");
    }

    private ScriptedBoard board(String link) {
        return new ScriptedBoard(speaker(link));
    }

    private Speaker speaker(String link) {
        return new Speaker(link, commands, counts, true, Duration.ofSeconds(2), () -> now);
    }

    private Command command(String deviceId, String command, String id) throws CommandRefusedException {
        return read(data(deviceId, command, id));
    }

    private Command read(ObjectNode data) throws CommandRefusedException {
        return reader.read(data, Publication.toThisProcess(now));
    }

    private static ObjectNode data(String deviceId, String command, String id) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("device_id", deviceId)
                .put("command", command)
                .put("command_id", id);
    }
}
