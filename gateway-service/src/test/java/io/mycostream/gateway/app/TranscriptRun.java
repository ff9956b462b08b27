package io.mycostream.gateway.app;

import io.mycostream.gateway.app.Transcript.Line;
import io.mycostream.gateway.app.TranscriptStep.As;
import io.mycostream.gateway.app.TranscriptStep.Expected;
import io.mycostream.gateway.app.TranscriptStep.Hear;
import io.mycostream.gateway.app.TranscriptStep.Heard;
import io.mycostream.gateway.app.TranscriptStep.Leave;
import io.mycostream.gateway.app.TranscriptStep.Nothing;
import io.mycostream.gateway.app.TranscriptStep.OpenEvents;
import io.mycostream.gateway.app.TranscriptStep.OpenSocket;
import io.mycostream.gateway.app.TranscriptStep.Publish;
import io.mycostream.gateway.app.TranscriptStep.PublishPlain;
import io.mycostream.gateway.app.TranscriptStep.Request;
import io.mycostream.gateway.app.TranscriptStep.Send;
import io.mycostream.gateway.app.TranscriptStep.Status;
import io.mycostream.gateway.app.TranscriptStep.Vanish;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Holds the conversations of {@link Transcript}s with the gateway. */
@Singleton
class TranscriptRun {

    private final Lab lab;
    private final Tokens tokens;
    private final TranscriptRedis redis;
    private final Described described;

    TranscriptRun(Lab lab, Tokens tokens, TranscriptRedis redis, Described described) {
        this.described = described;
        this.lab = lab;
        this.tokens = tokens;
        this.redis = redis;
    }

    /** What of the descriptions the conversations held so far have shown. */
    Described described() {
        return described;
    }

    /** Fails with the line at which the gateway did something else. */
    void hold(Transcript transcript) throws Exception {
        lab.awaitNobody();
        try {
            new Conversation(transcript).hold();
        } finally {
            lab.hangUp();
        }
    }

    private final class Conversation {

        private final Transcript transcript;
        private final TranscriptValues values = new TranscriptValues();
        private final Map<String, TranscriptClient> clients = new LinkedHashMap<>();
        private final Map<String, TranscriptListener> listeners = new LinkedHashMap<>();

        Conversation(Transcript transcript) {
            this.transcript = transcript;
        }

        void hold() {
            for (Line line : transcript.lines()) {
                at(line, () -> take(line));
            }
            Line last = transcript.lines().getLast();
            at(last, () -> {
                redis.awaitHandedOn();
                clients.values().forEach(TranscriptClient::over);
                listeners.forEach((channel, listener) -> listener.unexpected().ifPresent(message -> {
                    throw new AssertionError("nothing more was to come on " + channel + ", but: " + message);
                }));
            });
        }

        private void at(Line line, Runnable step) {
            try {
                step.run();
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError(
                        "dialects/%s:%d: not as written\n  line %s\n  %s%s"
                                .formatted(
                                        transcript.name(),
                                        line.number(),
                                        line.text().replace("\n", "\n       "),
                                        wrong instanceof AssertionError
                                                ? ""
                                                : wrong.getClass().getSimpleName() + ": ",
                                        wrong.getMessage()),
                        wrong);
            }
        }

        private void take(Line line) {
            switch (line.step()) {
                case As as -> client(line).shows(token(as));
                case OpenSocket open when expectsStatus(line) -> client(line).openInVain(open);
                case OpenSocket open -> client(line).open(open);
                case OpenEvents open -> client(line).open(open);
                case Request request -> client(line).request(request);
                case Send send -> client(line).send(send);
                case Leave leave -> client(line).leave(leave);
                case Vanish _ -> client(line).vanish();
                case Publish event -> redis.publish(event, values);
                case PublishPlain event -> redis.publishPlain(event, values);
                case Hear(String channel) ->
                    listeners.put(channel, lab.keep(redis.listen(values.filled(channel, value -> value))));
                case Heard heard -> heard(heard);
                case Expected expected -> client(line).expect(expected);
                case Nothing _ -> {
                    redis.awaitHandedOn();
                    client(line).silent();
                }
            }
        }

        private void heard(Heard expected) {
            TranscriptListener listener = listeners.get(expected.channel());
            if (listener == null) {
                throw new AssertionError("nobody has said: hear " + expected.channel());
            }
            String seen = listener.next();
            values.difference(expected.message(), TranscriptJson.read(seen)).ifPresent(difference -> {
                throw new AssertionError(difference + "\n  seen " + seen);
            });
        }

        /** Whether the client's next line is about a status. */
        private boolean expectsStatus(Line open) {
            return transcript.lines().stream()
                    .filter(line ->
                            line.number() > open.number() && line.client().equals(open.client()))
                    .findFirst()
                    .map(line -> line.step() instanceof Status)
                    .orElse(false);
        }

        private TranscriptClient client(Line line) {
            return clients.computeIfAbsent(
                    line.client(), _ -> new TranscriptClient(lab, described, values, Optional.of(tokens.ofSomebody())));
        }

        private Optional<String> token(As as) {
            String user = as.user().orElseGet(() -> "user-" + UUID.randomUUID());
            return switch (as.who()) {
                case ANONYMOUS -> Optional.empty();
                case SOMEBODY -> Optional.of(tokens.of(user));
                case OBSERVER, ADMIN, AUTHORITY, ROOT ->
                    Optional.of(tokens.of(user, as.who().name()));
                case EXPIRED ->
                    Optional.of(tokens.claims(user).expiresAt(1_700_000_000).sign());
                case FORGED -> Optional.of(tokens.of(user) + "AAAA");
            };
        }
    }
}
