package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The talk with a client of {@code /v1/stream/all}: it hears nothing until it has said what it wants to hear, has to say that
 * first and soon, and may change its mind from then on. What it may hear depends on the role of its token and on nothing that
 * it says.
 */
final class ChosenStreams implements Conversation {

    private final Identity identity;
    private final Duration patience;
    private final Set<CirisStream> held = EnumSet.noneOf(CirisStream.class);
    private boolean begun;

    /**
     * Knows nothing of the client's wishes yet.
     *
     * @param patience longest wait for them
     */
    ChosenStreams(Identity identity, Duration patience) {
        this.identity = identity;
        this.patience = patience;
    }

    @Override
    public Dialect dialect() {
        return CirisDialect.CIRIS;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.say((now, _) -> List.of(CirisWords.auth(now, identity))).wakingAfter(patience);
    }

    @Override
    public Turn woken() {
        return begun ? Turn.NOTHING : Turn.end(CloseReason.SUBSCRIPTION_EXPECTED);
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        return begun ? next(CirisFrame.read(frame)) : first(frame);
    }

    private Turn first(String frame) {
        try {
            CirisFrame message = CirisFrame.read(frame);
            if (message.type().equals("subscribe")) {
                Turn turn = subscribe(message.streams(), false);
                begun = true;
                return turn;
            }
        } catch (ProtocolException _) {
            // said below: here every mistake is the same
        }
        CloseReason reason = CloseReason.SUBSCRIPTION_EXPECTED;
        return Turn.say((now, _) -> List.of(CirisWords.error(now, reason.text())))
                .ending(reason);
    }

    private Turn next(CirisFrame message) throws ProtocolException {
        return switch (message.type()) {
            case "ping" -> Turn.say((now, _) -> List.of(CirisWords.alive(now)));
            // without a word, so that two that echo each other do not go on for ever
            case "heartbeat" -> Turn.NOTHING;
            case "subscribe" -> subscribe(message.streams(), true);
            case "unsubscribe" -> unsubscribe(message.streams());
            default ->
                throw new ProtocolException(
                        "expected a message of type \"subscribe\", \"unsubscribe\", \"ping\" or \"heartbeat\"");
        };
    }

    private Turn subscribe(Set<String> words, boolean again) {
        Set<CirisStream> entered = EnumSet.noneOf(CirisStream.class);
        List<String> granted = new ArrayList<>();
        List<String> denied = new ArrayList<>();
        for (String word : words) {
            Optional<CirisStream> stream = CirisStream.called(word).filter(called -> called.isOpenTo(identity));
            stream.ifPresent(entered::add);
            (stream.isPresent() ? granted : denied).add(word);
        }
        entered.removeAll(held);
        held.addAll(entered);
        JsonText answer =
                new JsonText().raw("subscribed", CirisWords.array(granted)).raw("denied", CirisWords.array(denied));
        if (again) {
            answer.raw("added", CirisWords.array(granted));
        }
        String data = answer.end();
        return Turn.entering(toAll(entered)).saying((now, _) -> List.of(CirisWords.message("subscribe", now, data)));
    }

    private Turn unsubscribe(Set<String> words) {
        Set<CirisStream> left = EnumSet.noneOf(CirisStream.class);
        List<String> removed = new ArrayList<>();
        for (String word : words) {
            CirisStream.called(word).ifPresent(stream -> {
                left.add(stream);
                removed.add(word);
            });
        }
        left.retainAll(held);
        held.removeAll(left);
        String data = new JsonText().raw("removed", CirisWords.array(removed)).end();
        return Turn.leaving(toAll(left)).saying((now, _) -> List.of(CirisWords.message("unsubscribe", now, data)));
    }

    private static List<Subscription> toAll(Collection<CirisStream> streams) {
        return streams.stream()
                .map(stream -> Subscription.toAll(stream.channel()))
                .toList();
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return CirisWords.of(event);
    }
}
