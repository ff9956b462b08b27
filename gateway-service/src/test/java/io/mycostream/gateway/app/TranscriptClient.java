package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.gateway.app.SocketWire.Frame;
import io.mycostream.gateway.app.TranscriptStep.Closed;
import io.mycostream.gateway.app.TranscriptStep.Comment;
import io.mycostream.gateway.app.TranscriptStep.Ended;
import io.mycostream.gateway.app.TranscriptStep.Expected;
import io.mycostream.gateway.app.TranscriptStep.Header;
import io.mycostream.gateway.app.TranscriptStep.Message;
import io.mycostream.gateway.app.TranscriptStep.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** One client of a {@link Transcript}, with what it shows and what it is connected to. */
final class TranscriptClient {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Lab lab;
    private final Described described;
    private final TranscriptValues values;
    private String target = "";
    private Optional<String> token;
    private @Nullable TranscriptSocket socket;
    private @Nullable TranscriptEvents events;
    private TranscriptStep.@Nullable Request repeated;

    TranscriptClient(Lab lab, Described described, TranscriptValues values, Optional<String> token) {
        this.lab = lab;
        this.described = described;
        this.values = values;
        this.token = token;
    }

    void shows(Optional<String> newToken) {
        token = newToken;
    }

    void open(TranscriptStep.OpenSocket step) {
        ready();
        target = step.target();
        socket = lab.keep(new TranscriptSocket(SocketWire.open(
                lab.port(), target(step.target()), headers(step.headers()).toArray(String[]::new))));
    }

    /** The same, for a client that expects no WebSocket but a status. */
    void openInVain(TranscriptStep.OpenSocket step) {
        ready();
        List<String> headers = headers(step.headers());
        headers.addAll(List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="));
        request("GET", step.target(), headers);
    }

    void open(TranscriptStep.OpenEvents step) {
        ready();
        request("GET", step.target(), headers(step.headers()));
    }

    void request(TranscriptStep.Request step) {
        ready();
        repeated = step.soon() ? step : null;
        request(step.method(), step.target(), headers(step.headers()));
    }

    private void request(String method, String wanted, List<String> headers) {
        target = wanted;
        events = lab.keep(new TranscriptEvents(
                lab.request(method + ' ' + target(wanted) + " HTTP/1.1", headers.toArray(String[]::new))));
    }

    private String target(String target) {
        return values.filled(target, Lab::encoded);
    }

    private List<String> headers(List<String> written) {
        List<String> headers = new ArrayList<>();
        written.forEach(header ->
                headers.add(new String(values.filled(header, value -> value).getBytes(UTF_8), ISO_8859_1)));
        token.ifPresent(jwt -> headers.add("Authorization: Bearer " + jwt));
        return headers;
    }

    private void ready() {
        repeated = null;
        if (goesOn()) {
            throw new AssertionError("the client is still connected");
        }
        socket = null;
        events = null;
    }

    boolean goesOn() {
        return (socket != null && !socket.isEnded()) || (events != null && events.goesOn() && isStream(events));
    }

    private static boolean isStream(TranscriptEvents events) {
        return events.answer()
                .header("Content-Type")
                .map(type -> type.startsWith("text/event-stream"))
                .orElse(false);
    }

    void send(TranscriptStep.Send step) {
        socket().send(step.form(), values.filled(step.text(), value -> value));
    }

    void leave(TranscriptStep.Leave step) {
        if (events != null) {
            events.close();
            return;
        }
        Frame answer = socket().leave(step.code());
        if (!answer.text().startsWith(step.code() + " ")) {
            throw new AssertionError("a close with " + step.code() + " was answered with " + answer.text());
        }
    }

    void vanish() {
        if (events != null) {
            events.vanish();
        } else {
            socket().vanish();
        }
    }

    /** Nothing is on its way; what is handed on must have been before. */
    void silent() {
        if (socket != null && !socket.isEnded()) {
            socket.unexpected().ifPresent(frame -> {
                throw new AssertionError("nothing was to come, but: " + described(frame));
            });
        }
    }

    /** The conversation is over, and everything that came is in it. */
    void over() {
        silent();
        if (goesOn() && events != null && events.hasUnread()) {
            throw new AssertionError("nothing more was to come, but: " + events.next());
        }
    }

    void expect(Expected expected) {
        switch (expected) {
            case Message message when socket != null -> message(message);
            case Message message -> event(message);
            case Comment(String text) -> comment(text);
            case Closed closed -> closed(closed);
            case Ended _ -> ended();
            case Status status -> status(status);
            case Header(String name, String value) -> header(name, value);
        }
    }

    private void message(Message expected) {
        Frame seen = socket().next();
        if (seen.opcode() != SocketWire.TEXT) {
            throw new AssertionError("expected a message, seen: " + described(seen));
        }
        if (expected.event() != null || expected.id() != null || expected.retry() != null) {
            throw new AssertionError("a WebSocket message has no event, id or retry");
        }
        described.told(target, seen.text());
        same(expected.data(), seen.text());
    }

    private void event(Message expected) {
        TranscriptEvents.Block seen = nextBlock();
        if (seen.comment() != null) {
            throw new AssertionError("expected an event, seen the comment: " + seen.comment());
        }
        sameField("event", expected.event(), seen.event());
        sameField("id", expected.id(), seen.id());
        sameField("retry", expected.retry(), seen.retry());
        String data = Objects.requireNonNullElse(seen.data(), "");
        described.sent(target, data);
        same(expected.data(), data);
    }

    private void sameField(String field, @Nullable String expected, @Nullable String seen) {
        if (expected == null || seen == null) {
            if (expected != null || seen != null) {
                throw new AssertionError("the field " + field + " is " + seen + ", expected " + expected);
            }
            return;
        }
        values.difference("the field " + field, expected, seen).ifPresent(TranscriptClient::fail);
    }

    private void same(JsonNode expected, String seen) {
        JsonNode value;
        try {
            value = TranscriptJson.read(seen);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(e.getMessage(), e);
        }
        values.difference(expected, value).ifPresent(difference -> fail(difference + "\n  seen " + seen));
    }

    private void comment(String expected) {
        TranscriptEvents.Block seen = nextBlock();
        if (seen.comment() == null) {
            throw new AssertionError("expected a comment, seen: " + seen);
        }
        values.difference("the comment", expected, seen.comment()).ifPresent(TranscriptClient::fail);
    }

    private TranscriptEvents.Block nextBlock() {
        TranscriptEvents stream = answer();
        if (stream.answer().status() != 200) {
            throw new AssertionError("there is no stream: " + stream.answer().statusLine() + ' ' + stream.body());
        }
        String text = stream.next();
        if (text == null) {
            throw new AssertionError("the response has ended");
        }
        return TranscriptEvents.Block.parse(text);
    }

    private void closed(Closed expected) {
        Frame seen = socket().next();
        String close = expected.code() + " " + Objects.requireNonNullElse(expected.reason(), "");
        boolean same = seen.opcode() == SocketWire.CLOSE
                && (expected.reason() == null
                        ? seen.text().startsWith(close)
                        : seen.text().equals(close));
        if (!same) {
            throw new AssertionError("seen: " + described(seen));
        }
    }

    private void ended() {
        String seen = answer().next();
        if (seen != null) {
            throw new AssertionError("the response was to end, but: " + seen);
        }
    }

    private void status(Status expected) {
        if (repeated == null) {
            statusOnce(expected);
            return;
        }
        TranscriptStep.Request again = repeated;
        within(() -> {
            try {
                statusOnce(expected);
            } catch (AssertionError other) {
                request(again);
                throw other;
            }
        });
        repeated = null;
    }

    private static void within(ThrowingRunnable asserted) {
        await().atMost(SOON).untilAsserted(asserted);
    }

    private void statusOnce(Status expected) {
        HttpWire seen = answer().answer();
        if (seen.status() != expected.code()) {
            throw new AssertionError(
                    "the status is " + seen.statusLine() + ' ' + (isStream(answer()) ? "" : answer().body()));
        }
        boolean unauthenticated = expected.code() == 401
                && !seen.header("WWW-Authenticate").orElse("").equals("Bearer");
        if (unauthenticated
                || (expected.code() == 429 && seen.header("Retry-After").isEmpty())) {
            throw new AssertionError("a refusal without WWW-Authenticate or Retry-After");
        }
        if (expected.body() != null) {
            String body = answer().body();
            if (expected.code() == 200) {
                described.answered(target, body);
            }
            same(expected.body(), body);
        }
    }

    private void header(String name, String expected) {
        String seen = answer().answer().header(name).orElse("");
        values.difference("the header " + name, expected, seen).ifPresent(TranscriptClient::fail);
    }

    private TranscriptSocket socket() {
        if (socket == null) {
            throw new AssertionError("the client has no WebSocket");
        }
        return socket;
    }

    private TranscriptEvents answer() {
        if (events == null) {
            throw new AssertionError("the client has asked for nothing");
        }
        return events;
    }

    private static String described(Frame frame) {
        return switch (frame.opcode()) {
            case SocketWire.CLOSE -> "close " + frame.text();
            case SocketWire.TEXT -> frame.text();
            default -> "frame of type " + frame.opcode() + " " + frame.text();
        };
    }

    private static void fail(String difference) {
        throw new AssertionError(difference);
    }
}
