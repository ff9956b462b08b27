package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The talk with a client whose path says what it hears. Whether it may has been decided at the door. On the logs it can choose
 * levels, and then hears the entries with exactly these.
 */
final class SingleStream implements Conversation {

    private final CirisStream stream;
    private final Identity identity;
    private final int mostLevels;
    private Set<Subscription> held;

    SingleStream(CirisStream stream, Identity identity, int mostLevels) {
        this.stream = stream;
        this.identity = identity;
        this.mostLevels = mostLevels;
        this.held = Set.of(Subscription.toAll(stream.channel()));
    }

    @Override
    public Dialect dialect() {
        return CirisDialect.CIRIS;
    }

    @Override
    public Turn open(Prompt prompt) {
        return Turn.entering(held).saying((now, _) -> List.of(CirisWords.auth(now, identity)));
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        CirisFrame message = CirisFrame.read(frame);
        return switch (message.type()) {
            case "ping" -> Turn.say((now, _) -> List.of(CirisWords.alive(now)));
            // without a word, so that two that echo each other do not go on for ever
            case "heartbeat" -> Turn.NOTHING;
            case "subscribe" -> subscribe(message);
            case "unsubscribe" -> throw new ProtocolException("this stream is fixed; close the connection to leave it");
            case "filter" -> filter(message);
            default -> throw new ProtocolException(expected());
        };
    }

    /** It is subscribed already, whatever it asks for. */
    private static Turn subscribe(CirisFrame message) throws ProtocolException {
        message.streams();
        return Turn.NOTHING;
    }

    private Turn filter(CirisFrame message) throws ProtocolException {
        return switch (stream) {
            case MESSAGE -> throw new ProtocolException(expected());
            // taken, and there is nothing in it that could be left out
            case TELEMETRY, REASONING -> Turn.NOTHING;
            case LOG -> hear(message.levels());
        };
    }

    private Turn hear(Set<String> levels) throws ProtocolException {
        if (levels.size() > mostLevels) {
            throw new ProtocolException("\"levels\" must name at most " + mostLevels + " levels");
        }
        Set<Subscription> wanted = new HashSet<>();
        levels.forEach(level -> wanted.add(new Subscription(stream.channel(), level)));
        if (wanted.isEmpty()) {
            wanted.add(Subscription.toAll(stream.channel()));
        }
        Set<Subscription> entered = without(wanted, held);
        Set<Subscription> left = without(held, wanted);
        held = wanted;
        return Turn.entering(entered).andLeaving(left);
    }

    private static Set<Subscription> without(Set<Subscription> some, Set<Subscription> others) {
        Set<Subscription> rest = new HashSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private String expected() {
        return "expected a message of type \"ping\", \"heartbeat\", \"subscribe\""
                + (stream == CirisStream.MESSAGE ? "" : ", \"filter\"");
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        return CirisWords.of(event);
    }
}
