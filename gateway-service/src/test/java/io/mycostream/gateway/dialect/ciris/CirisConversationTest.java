package io.mycostream.gateway.dialect.ciris;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CirisConversationTest {

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");
    private static final Identity OBSERVER = identity(Role.OBSERVER);
    private static final Identity ADMIN = identity(Role.ADMIN);

    private static Identity identity(Role role) {
        return new Identity(Optional.of("alice"), Optional.of(role), Optional.empty());
    }

    private static Conversation all(Identity identity) {
        Conversation all = new ChosenStreams(identity, Duration.ofSeconds(5));
        all.open(_ -> {});
        return all;
    }

    private static Conversation single(CirisStream stream) {
        Conversation single = new SingleStream(stream, ADMIN, 3);
        single.open(_ -> {});
        return single;
    }

    private static List<String> words(Turn turn) {
        return turn.answer().words(NOW, Recovery.NONE).stream()
                .map(Message::json)
                .toList();
    }

    private static String framed(String type, String data) {
        return "{\"type\":\"" + type + "\",\"timestamp\":\"2026-02-12T10:30:00.500Z\",\"data\":" + data + "}";
    }

    private static Subscription[] toAll(CirisStream... streams) {
        return Stream.of(streams)
                .map(stream -> Subscription.toAll(stream.channel()))
                .toArray(Subscription[]::new);
    }

    private static Turn subscribe(Conversation conversation, String streams) throws ProtocolException {
        return conversation.receive("{\"type\":\"subscribe\",\"streams\":" + streams + "}");
    }

    private static Turn unsubscribe(Conversation conversation, String streams) throws ProtocolException {
        return conversation.receive("{\"type\":\"unsubscribe\",\"streams\":" + streams + "}");
    }

    private static Turn filter(Conversation conversation, String levels) throws ProtocolException {
        return conversation.receive("{\"type\":\"filter\",\"levels\":" + levels + "}");
    }

    private static Subscription level(String level) {
        return new Subscription(CirisStream.LOG.channel(), level);
    }

    /** CIRIS-1, CIRIS-2; COM-9: the greeting is given when the stream is in force. */
    @ParameterizedTest
    @EnumSource(CirisStream.class)
    void greetsWithTheUserAndTheHighestRole(CirisStream stream) {
        Turn opening = new SingleStream(stream, OBSERVER, 3).open(_ -> {});

        assertThat(opening.enter()).containsExactly(toAll(stream));
        assertThat(words(opening))
                .containsExactly(
                        framed("auth", "{\"authenticated\":true,\"user_id\":\"alice\",\"role\":\"OBSERVER\"}"));
    }

    /** CIRIS-2, COM-16. */
    @Test
    void greetsSomebodyWithoutATokenAsNobody() {
        String nobody = framed("auth", "{\"authenticated\":false,\"user_id\":null,\"role\":null}");

        assertThat(words(new SingleStream(CirisStream.MESSAGE, Identity.ANONYMOUS, 3).open(_ -> {})))
                .containsExactly(nobody);
        assertThat(words(new ChosenStreams(Identity.ANONYMOUS, Duration.ofSeconds(5)).open(_ -> {})))
                .containsExactly(nobody);
    }

    /** CIRIS-8, CIRIS-9, CIRIS-10, CIRIS-11, CIRIS-12; COM-4, COM-5: as published, without source and id. */
    @ParameterizedTest
    @EnumSource(CirisStream.class)
    void tellsEventsAsPublished(CirisStream stream) {
        String data = "{ \"level\":\"INFO\", \"value\": 1.10,\"big\":123456789012345678901234567890,\"x\":null }";

        Message message = CirisDialect.CIRIS
                .translate(new Publication(stream.channel(), null, "id-1", "2026-02-12T10:30:00.123456", "ciris", data))
                .flatMap(Translation::message)
                .orElseThrow();

        assertThat(message.json())
                .isEqualTo("{\"type\":\"" + stream.word() + "\",\"timestamp\":\"2026-02-12T10:30:00.123456\",\"data\":"
                        + data + "}");
    }

    /** CIRIS-15, CIRIS-16: nothing is entered, and not for ever. */
    @Test
    void allBeginsWithoutAStream() {
        Turn opening = new ChosenStreams(OBSERVER, Duration.ofSeconds(5)).open(_ -> {});

        assertThat(opening.enter()).isEmpty();
        assertThat(opening.wake()).contains(Duration.ofSeconds(5));
    }

    /** CIRIS-15, CIRIS-25. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "null",
                "{",
                "{}",
                "{\"type\":null,\"streams\":[]}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"heartbeat\"}",
                "{\"type\":\"unsubscribe\",\"streams\":[]}",
                "{\"type\":\"filter\",\"levels\":[]}",
                "{\"type\":\"Subscribe\",\"streams\":[\"message\"]}",
                "{\"type\":\"subscribe\",\"streams\":\"message\"}",
                "{\"type\":\"subscribe\",\"streams\":null}",
                "{\"type\":\"subscribe\",\"streams\":[\"message\",7]}",
            })
    void allEndsWhenTheFirstMessageIsNoSubscription(String frame) throws Exception {
        Turn turn = all(ADMIN).receive(frame);

        assertThat(turn.enter()).isEmpty();
        assertThat(words(turn))
                .containsExactly(framed("error", "{\"message\":\"First message must be subscription request\"}"));
        assertThat(turn.end()).contains(CloseReason.SUBSCRIPTION_EXPECTED);
        assertThat(CloseReason.SUBSCRIPTION_EXPECTED.webSocketCode()).isEqualTo(1008);
    }

    /** CIRIS-16. */
    @Test
    void allEndsWhenTheFirstMessageDoesNotCome() {
        Turn woken = all(OBSERVER).woken();

        assertThat(words(woken)).isEmpty();
        assertThat(woken.end()).contains(CloseReason.SUBSCRIPTION_EXPECTED);
    }

    /** CIRIS-16, CIRIS-18: a request that grants nothing is one. */
    @ParameterizedTest
    @ValueSource(strings = {"[]", "[\"log\"]", "[\"nothing\"]", "[\"message\"]"})
    void allStaysWhenTheFirstMessageHasCome(String streams) throws Exception {
        Conversation all = all(OBSERVER);

        assertThat(subscribe(all, streams).end()).isEmpty();

        assertThat(all.woken()).isEqualTo(Turn.NOTHING);
    }

    /** CIRIS-14, CIRIS-17: in the order of the request, each once, {@code log} to administrators only. */
    @Test
    void grantsAndDeniesInTheOrderOfTheRequest() throws Exception {
        String request =
                "[\"telemetry\",\"logs\",\"log\",\"message\",\"auth\",\"telemetry\",\"\",\"log\",\"heartbeat\","
                        + "\"Message\",\"error\",\"subscribe\",\"unsubscribe\",\"*\",\"ciris:log\",\"all\"]";

        Turn observer = subscribe(all(OBSERVER), request);
        Turn admin = subscribe(all(ADMIN), request);

        assertThat(words(observer)).containsExactly(framed("subscribe", """
                        {"subscribed":["telemetry","message"],"denied":["logs","log","auth","","heartbeat","Message","error",\
                        "subscribe","unsubscribe","*","ciris:log","all"]}"""));
        assertThat(observer.enter()).containsExactlyInAnyOrder(toAll(CirisStream.TELEMETRY, CirisStream.MESSAGE));
        assertThat(words(admin)).containsExactly(framed("subscribe", """
                        {"subscribed":["telemetry","log","message"],"denied":["logs","auth","","heartbeat","Message",\
                        "error","subscribe","unsubscribe","*","ciris:log","all"]}"""));
        assertThat(admin.enter())
                .containsExactlyInAnyOrder(toAll(CirisStream.TELEMETRY, CirisStream.LOG, CirisStream.MESSAGE));
    }

    /** CIRIS-6, CIRIS-17, CIRIS-31. */
    @ParameterizedTest
    @CsvSource({"OBSERVER, false", "ADMIN, true", "AUTHORITY, true", "ROOT, true"})
    void grantsLogsToAdministratorsAndThoseAboveThem(Role role, boolean granted) throws Exception {
        Turn turn = subscribe(all(identity(role)), "[\"log\"]");

        assertThat(words(turn))
                .containsExactly(framed(
                        "subscribe",
                        granted
                                ? "{\"subscribed\":[\"log\"],\"denied\":[]}"
                                : "{\"subscribed\":[],\"denied\":[\"log\"]}"));
        assertThat(turn.enter()).hasSize(granted ? 1 : 0);
    }

    /** CIRIS-14, CIRIS-17, COM-16: somebody without a token has the rights of an observer. */
    @Test
    void deniesLogsToSomebodyWithoutAToken() throws Exception {
        assertThat(words(subscribe(all(Identity.ANONYMOUS), "[\"log\",\"reasoning\"]")))
                .containsExactly(framed("subscribe", "{\"subscribed\":[\"reasoning\"],\"denied\":[\"log\"]}"));
    }

    /** CIRIS-21. */
    @Test
    void takesNoRoleFromMessages() throws Exception {
        Turn turn = all(OBSERVER).receive("""
                {"type":"subscribe","streams":["log"],"role":"ADMIN","token":"x","data":{"role":"ROOT"},"groups":["ROOT"]}""");

        assertThat(turn.enter()).isEmpty();
        assertThat(words(turn)).containsExactly(framed("subscribe", "{\"subscribed\":[],\"denied\":[\"log\"]}"));
    }

    /** CIRIS-17, CIRIS-18. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"subscribe\"}", "{\"type\":\"subscribe\",\"streams\":[]}"})
    void withoutStreamsNothingIsGranted(String frame) throws Exception {
        assertThat(words(all(ADMIN).receive(frame)))
                .containsExactly(framed("subscribe", "{\"subscribed\":[],\"denied\":[]}"));
    }

    /** CIRIS-19: what is held is granted again, and entered once. */
    @Test
    void laterRequestsAdd() throws Exception {
        Conversation all = all(OBSERVER);
        subscribe(all, "[\"message\"]");

        Turn turn = subscribe(all, "[\"reasoning\",\"log\",\"message\"]");

        assertThat(turn.enter()).containsExactly(toAll(CirisStream.REASONING));
        assertThat(turn.leave()).isEmpty();
        assertThat(words(turn))
                .containsExactly(framed(
                        "subscribe",
                        "{\"subscribed\":[\"reasoning\",\"message\"],\"denied\":[\"log\"],"
                                + "\"added\":[\"reasoning\",\"message\"]}"));
    }

    /** CIRIS-20: known names, in the order of the request, held or not. */
    @Test
    void unsubscribingLeavesWhatIsHeld() throws Exception {
        Conversation all = all(OBSERVER);
        subscribe(all, "[\"message\",\"telemetry\"]");

        Turn turn = unsubscribe(all, "[\"log\",\"nothing\",\"telemetry\",\"reasoning\",\"telemetry\"]");

        assertThat(turn.enter()).isEmpty();
        assertThat(turn.leave()).containsExactly(toAll(CirisStream.TELEMETRY));
        assertThat(words(turn))
                .containsExactly(framed("unsubscribe", "{\"removed\":[\"log\",\"telemetry\",\"reasoning\"]}"));
        assertThat(turn.end()).isEmpty();
    }

    /** CIRIS-20, CIRIS-19: after the last one too, and back again. */
    @Test
    void staysWithoutAStreamAndSubscribesAnew() throws Exception {
        Conversation all = all(OBSERVER);
        subscribe(all, "[\"message\"]");

        assertThat(unsubscribe(all, "[\"message\"]").end()).isEmpty();
        assertThat(words(all.receive("{\"type\":\"unsubscribe\"}")))
                .containsExactly(framed("unsubscribe", "{\"removed\":[]}"));

        assertThat(subscribe(all, "[\"message\"]").enter()).containsExactly(toAll(CirisStream.MESSAGE));
    }

    /** CIRIS-22, CIRIS-24. */
    @ParameterizedTest
    @EnumSource(CirisStream.class)
    void singleStreamsTakeSubscriptionsAndHeartbeatsWithoutAWord(CirisStream stream) throws Exception {
        for (String frame : List.of(
                "{\"type\":\"subscribe\",\"streams\":[\"log\",\"nothing\"]}",
                "{\"type\":\"subscribe\"}",
                "{\"type\":\"heartbeat\",\"data\":{\"status\":\"alive\"}}")) {
            assertThat(single(stream).receive(frame)).isEqualTo(Turn.NOTHING);
        }
    }

    /** CIRIS-22, CIRIS-23, CIRIS-25. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MESSAGE   | {\"type\":\"unsubscribe\",\"streams\":[\"message\"]}",
                "LOG       | {\"type\":\"unsubscribe\"}",
                "TELEMETRY | {\"type\":\"subscribe\",\"streams\":\"telemetry\"}",
                "MESSAGE   | {\"type\":\"filter\",\"levels\":[]}",
                "LOG       | {\"type\":\"filter\",\"levels\":\"ERROR\"}",
                "LOG       | {\"type\":\"filter\",\"levels\":[\"ERROR\",null]}",
                "LOG       | {\"type\":\"filter\",\"levels\":null}",
                "REASONING | {\"type\":\"auth\"}",
                "REASONING | {\"type\":\"reasoning\"}",
                "MESSAGE   | {\"type\":\"PING\"}",
                "MESSAGE   | [{\"type\":\"ping\"}]",
                "MESSAGE   | ping",
            })
    void singleStreamsRefuseTheRest(CirisStream stream, String frame) {
        assertThatThrownBy(() -> single(stream).receive(frame)).isInstanceOf(ProtocolException.class);
    }

    /** CIRIS-24, CIRIS-25. */
    @Test
    void allAnswersPingsAndRefusesWhatItDoesNotKnow() throws Exception {
        Conversation all = all(OBSERVER);
        subscribe(all, "[]");

        assertThat(words(all.receive("{\"type\":\"ping\"}")))
                .containsExactly(framed("heartbeat", "{\"status\":\"alive\"}"));
        assertThat(all.receive("{\"type\":\"heartbeat\"}")).isEqualTo(Turn.NOTHING);
        for (String frame : List.of(
                "{\"type\":\"filter\",\"levels\":[]}",
                "{\"type\":\"message\"}",
                "{\"type\":\"subscribe\",\"streams\":{}}",
                "{\"type\":\"unsubscribe\",\"streams\":[1]}",
                "x")) {
            assertThatThrownBy(() -> all.receive(frame)).isInstanceOf(ProtocolException.class);
        }
    }

    /** CIRIS-23. */
    @ParameterizedTest
    @EnumSource(
            value = CirisStream.class,
            names = {"TELEMETRY", "REASONING"})
    void takesFiltersThatChangeNothing(CirisStream stream) throws Exception {
        assertThat(single(stream).receive("{\"type\":\"filter\",\"metric\":\"cpu\",\"levels\":7}"))
                .isEqualTo(Turn.NOTHING);
    }

    /** CIRIS-23: a change of levels enters and leaves the difference, without a word. */
    @Test
    void levelsAreSubscriptions() throws Exception {
        Conversation logs = single(CirisStream.LOG);

        Turn some = filter(logs, "[\"ERROR\",\"WARNING\",\"ERROR\"]");
        Turn others = filter(logs, "[\"WARNING\",\"INFO\"]");
        Turn same = filter(logs, "[\"INFO\",\"WARNING\"]");
        Turn lifted = filter(logs, "[]");

        assertThat(some.enter()).containsExactlyInAnyOrder(level("ERROR"), level("WARNING"));
        assertThat(some.leave()).containsExactly(toAll(CirisStream.LOG));
        assertThat(others.enter()).containsExactly(level("INFO"));
        assertThat(others.leave()).containsExactly(level("ERROR"));
        assertThat(same.enter()).isEmpty();
        assertThat(same.leave()).isEmpty();
        assertThat(lifted.enter()).containsExactly(toAll(CirisStream.LOG));
        assertThat(lifted.leave()).containsExactlyInAnyOrder(level("INFO"), level("WARNING"));
        assertThat(Stream.of(some, others, same, lifted).flatMap(turn -> words(turn).stream()))
                .isEmpty();
    }

    /** CIRIS-23: a filter without levels is an empty one. */
    @Test
    void aFilterWithoutLevelsLiftsIt() throws Exception {
        Conversation logs = single(CirisStream.LOG);
        filter(logs, "[\"ERROR\"]");

        assertThat(logs.receive("{\"type\":\"filter\"}").enter()).containsExactly(toAll(CirisStream.LOG));
    }

    @Test
    void namesTheMostLevels() throws Exception {
        assertThat(filter(single(CirisStream.LOG), "[\"a\",\"b\",\"c\",\"a\"]").enter())
                .hasSize(3);
        assertThatThrownBy(() -> filter(single(CirisStream.LOG), "[\"a\",\"b\",\"c\",\"d\"]"))
                .isInstanceOf(ProtocolException.class)
                .hasMessage("\"levels\" must name at most 3 levels");
    }

    /** CIRIS-23: an entry without a level is for those who want all of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"level\":\"ERROR\"} | ERROR",
                "{\"level\":\"\\u0045RROR\"} | ERROR",
                "{\"level\":\"error\"} | error",
                "{} | ",
                "{\"level\":null} | ",
                "{\"level\":40} | ",
                "{\"level\":[\"ERROR\"]} | ",
                "{\"context\":{\"level\":\"ERROR\"}} | ",
            })
    void anEntryIsAboutItsLevel(String entry, String level) {
        Translation translation = CirisDialect.CIRIS
                .translate(new Publication(CirisStream.LOG.channel(), null, "id", "now", null, entry))
                .orElseThrow();

        assertThat(translation.keys()).isEqualTo(level == null ? List.of() : List.of(level));
    }

    /** CIRIS-1, CIRIS-24, CIRIS-25, CIRIS-26: what happens is told in types that clients know, or not at all. */
    @Test
    void tellsWhatClientsKnow() {
        for (Conversation conversation : List.of(single(CirisStream.LOG), all(OBSERVER))) {
            assertThat(conversation.tell(new ServerEvent.Heartbeat(NOW)).map(Message::json))
                    .contains(framed("heartbeat", "{\"status\":\"alive\"}"));
            assertThat(conversation
                            .tell(new ServerEvent.Misunderstood(NOW, "a \"type\" is needed"))
                            .map(Message::json))
                    .contains(framed("error", "{\"message\":\"a \\\"type\\\" is needed\"}"));
            assertThat(conversation.tell(new ServerEvent.Gap(NOW, GapReason.INTERRUPTED)))
                    .isEmpty();
            assertThat(conversation.tell(new ServerEvent.Draining(NOW))).isEmpty();
        }
    }
}
