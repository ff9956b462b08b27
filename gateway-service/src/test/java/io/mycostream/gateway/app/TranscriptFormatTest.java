package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.app.TranscriptStep.As;
import io.mycostream.gateway.app.TranscriptStep.Closed;
import io.mycostream.gateway.app.TranscriptStep.Comment;
import io.mycostream.gateway.app.TranscriptStep.Ended;
import io.mycostream.gateway.app.TranscriptStep.Form;
import io.mycostream.gateway.app.TranscriptStep.Header;
import io.mycostream.gateway.app.TranscriptStep.Hear;
import io.mycostream.gateway.app.TranscriptStep.Heard;
import io.mycostream.gateway.app.TranscriptStep.Leave;
import io.mycostream.gateway.app.TranscriptStep.Message;
import io.mycostream.gateway.app.TranscriptStep.Nothing;
import io.mycostream.gateway.app.TranscriptStep.OpenEvents;
import io.mycostream.gateway.app.TranscriptStep.OpenSocket;
import io.mycostream.gateway.app.TranscriptStep.Publish;
import io.mycostream.gateway.app.TranscriptStep.PublishPlain;
import io.mycostream.gateway.app.TranscriptStep.Request;
import io.mycostream.gateway.app.TranscriptStep.Send;
import io.mycostream.gateway.app.TranscriptStep.Status;
import io.mycostream.gateway.app.TranscriptStep.Vanish;
import io.mycostream.gateway.app.TranscriptStep.Who;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How transcripts are written. */
class TranscriptFormatTest {

    private static TranscriptStep step(String line) {
        return Transcript.parse("x.txt", "# title\n" + line).lines().getFirst().step();
    }

    @Test
    void knowsWhoConnects() {
        assertThat(step("as admin")).isEqualTo(new As(Who.ADMIN, Optional.empty()));
        assertThat(step("as anonymous")).isEqualTo(new As(Who.ANONYMOUS, Optional.empty()));
        assertThat(step("as root alice")).isEqualTo(new As(Who.ROOT, Optional.of("alice")));
    }

    @Test
    void opensWithHeaders() {
        assertThat(step("open ws /ws?x=1")).isEqualTo(new OpenSocket("/ws?x=1", List.of()));
        assertThat(step("open sse /events\n  Last-Event-ID: <id:a>\n  Origin: https://x"))
                .isEqualTo(new OpenEvents("/events", List.of("Last-Event-ID: <id:a>", "Origin: https://x")));
        assertThat(step("delete /x")).isEqualTo(new Request("DELETE", "/x", List.of(), false));
        assertThat(step("soon get /x\n Origin: y")).isEqualTo(new Request("GET", "/x", List.of("Origin: y"), true));
    }

    @Test
    void sendsWordForWord() {
        assertThat(step("-> {\"a\":  1")).isEqualTo(new Send(Form.TEXT, "{\"a\":  1"));
        assertThat(step("->")).isEqualTo(new Send(Form.TEXT, ""));
        assertThat(step("->* x")).isEqualTo(new Send(Form.BINARY, "x"));
        assertThat(step("->+ x")).isEqualTo(new Send(Form.FRAGMENTS, "x"));
    }

    @Test
    void expectsMessagesAndEvents() {
        assertThat(step("<- {\"a\": 1,\n  \"b\": 2}"))
                .isEqualTo(new Message(null, null, null, Json.read("{\"a\":1,\"b\":2}")));
        assertThat(step("<- id <id:x> event a.b retry 3000 {}"))
                .isEqualTo(new Message("a.b", "<id:x>", "3000", Json.read("{}")));
        assertThat(step("<- event heartbeat\n  {}")).isEqualTo(new Message("heartbeat", null, null, Json.read("{}")));
        assertThat(step("<- : keep-alive <time>")).isEqualTo(new Comment("keep-alive <time>"));
    }

    @Test
    void expectsEndsAndAnswers() {
        assertThat(step("<- close 1008 Token expired")).isEqualTo(new Closed(1008, "Token expired"));
        assertThat(step("<- close 1013")).isEqualTo(new Closed(1013, null));
        assertThat(step("<- end")).isEqualTo(new Ended());
        assertThat(step("<- status 204")).isEqualTo(new Status(204, null));
        assertThat(step("<- status 401 {\"error\": \"x\"}")).isEqualTo(new Status(401, Json.read("{\"error\":\"x\"}")));
        assertThat(step("<- header Retry-After 1")).isEqualTo(new Header("Retry-After", "1"));
        assertThat(step("--")).isEqualTo(new Nothing());
    }

    @Test
    void leaves() {
        assertThat(step("close")).isEqualTo(new Leave(1000));
        assertThat(step("close 1001")).isEqualTo(new Leave(1001));
        assertThat(step("vanish")).isEqualTo(new Vanish());
    }

    @Test
    void publishes() {
        assertThat(step("pub a:b {\"id\": 1}"))
                .isEqualTo(new Publish("a:b", Optional.empty(), Optional.empty(), Optional.empty(), "{\"id\": 1}"));
        assertThat(step("pub \"a b\" time 2026-02-12T10:30:00Z id i source s {}"))
                .isEqualTo(new Publish(
                        "a b",
                        Optional.of("s"),
                        Optional.of("i"),
                        Optional.of(Instant.parse("2026-02-12T10:30:00Z")),
                        "{}"));
        assertThat(step("plain a:b {\"a\":\n  1")).isEqualTo(new PublishPlain("a:b", "{\"a\":\n1"));
    }

    @Test
    void listensOnRedis() {
        assertThat(step("hear a:b")).isEqualTo(new Hear("a:b"));
        assertThat(step("heard \"a b\" {\"a\": 1}")).isEqualTo(new Heard("a b", Json.read("{\"a\":1}")));
    }

    @Test
    void numbersTheLinesAndNamesTheClients() {
        Transcript transcript = Transcript.parse("x/y.txt", """
                # title
                proves nothing
                gateway anonymous

                # a comment
                open ws /ws
                alice <- {"a":
                         1}
                """);

        assertThat(transcript.title()).isEqualTo("title");
        assertThat(transcript.gateway()).isEqualTo("anonymous");
        assertThat(transcript.lines()).extracting(Transcript.Line::number).containsExactly(6, 7);
        assertThat(transcript.lines()).extracting(Transcript.Line::client).containsExactly("", "alice");
    }

    @Test
    void makesUniqueNamesThatAreTheSameThroughout() {
        Transcript transcript = Transcript.parse("x.txt", "# t\n-> <unique>\n-> <unique>");

        assertThat(transcript.lines().getFirst().step())
                .isEqualTo(transcript.lines().getLast().step())
                .isNotEqualTo(new Send(Form.TEXT, "<unique>"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice says hello",
                "as king",
                "open wss /ws",
                "open ws",
                "get x",
                "<-",
                "<- {",
                "<- close now",
                "<- {\"a\": 1, \"a\": 1}",
                "pub x",
                "pub x []",
                "pub x {} trailing\n<- nothing",
                "open sse /x\n--",
                "open sse /x\n--\nother <- {}",
            })
    void refusesWhatMeansNothing(String lines) {
        assertThatThrownBy(() -> Transcript.parse("x.txt", "# title\n\n" + lines))
                .isInstanceOf(Transcript.FormatException.class)
                .hasMessageMatching("(?s)dialects/x.txt:[345]: .+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# title", "-> x"})
    void refusesWhatIsNoConversation(String text) {
        assertThatThrownBy(() -> Transcript.parse("x.txt", text)).isInstanceOf(Transcript.FormatException.class);
    }
}
