package io.mycostream.gateway.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A conversation in bare words. It listens to one subscription from the start; {@code +a,b=key} enters others, {@code -a} leaves
 * one, {@code a>b} goes from one to another in one turn, {@code !a} enters one and wants everything kept of it, {@code bye}
 * ends it, {@code wake} asks to be woken after a second.
 */
final class PlainConversation implements Conversation {

    private final Dialect dialect;
    private final Set<Subscription> from;
    private final CatchUp catchUp;
    private final Transport transport;
    final List<String> noticed = new ArrayList<>();
    Optional<Prompt> prompt = Optional.empty();

    /** What it does when the broker does not confirm. */
    Turn ifUnconfirmed = Turn.end(CloseReason.STREAM_UNAVAILABLE);

    PlainConversation(Dialect dialect, Subscription from, Optional<Resume> resume, Transport transport) {
        this(dialect, Set.of(from), resume.<CatchUp>map(CatchUp.InChannel::new).orElse(CatchUp.NOTHING), transport);
    }

    PlainConversation(Dialect dialect, Set<Subscription> from, CatchUp catchUp, Transport transport) {
        this.dialect = dialect;
        this.from = from;
        this.catchUp = catchUp;
        this.transport = transport;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public Turn open(Prompt saySomething) {
        prompt = Optional.of(saySomething);
        return Turn.entering(from)
                .catchingUp(catchUp)
                .saying((_, recovery) -> List.of(word(
                        recovery.verdict() == Recovery.Verdict.NOT_ASKED
                                ? "subscribed"
                                : "subscribed, " + recovery.verdict())));
    }

    @Override
    public Turn receive(String frame) throws ProtocolException {
        int change = frame.indexOf('>');
        if (change > 0) {
            return Turn.entering(subscriptions(frame.substring(change + 1)))
                    .andLeaving(subscriptions(frame.substring(0, change)))
                    .saying(said("changed"));
        }
        return switch (frame) {
            case "ping" -> Turn.say(said("pong"));
            case "bye" -> Turn.say(said("goodbye")).ending(CloseReason.COMPLETE);
            case "wake" -> Turn.say(said("later")).wakingAfter(Duration.ofSeconds(1));
            case String add
            when add.startsWith("+") ->
                Turn.entering(subscriptions(add.substring(1))).saying(said("in"));
            case String add
            when add.startsWith("!") ->
                Turn.entering(subscriptions(add.substring(1)))
                        .catchingUp(new CatchUp.InChannel(new Resume.Everything()));
            case String less
            when less.startsWith("-") ->
                Turn.leaving(subscriptions(less.substring(1))).saying(said("out"));
            default -> throw new ProtocolException("only ping is known");
        };
    }

    private static Set<Subscription> subscriptions(String names) {
        Set<Subscription> subscriptions = new HashSet<>();
        for (String name : names.split(",", -1)) {
            int equals = name.indexOf('=');
            subscriptions.add(
                    equals < 0
                            ? Subscription.toAll(new Channel(name))
                            : new Subscription(new Channel(name.substring(0, equals)), name.substring(equals + 1)));
        }
        return subscriptions;
    }

    @Override
    public Turn heard(Translation translation) {
        String text = ((PlainDialect.Said) translation).text();
        noticed.add(text);
        return text.equals("last") ? Turn.say(said("complete")).ending(CloseReason.COMPLETE) : Turn.NOTHING;
    }

    @Override
    public Turn woken() {
        return Turn.say(said("awake"));
    }

    @Override
    public Turn unconfirmed() {
        return ifUnconfirmed;
    }

    @Override
    public void ended() {
        noticed.add("ended");
    }

    @Override
    public Optional<Message> tell(ServerEvent event) {
        boolean sse = transport == Transport.SSE;
        return switch (event) {
            case ServerEvent.Gap(var _, var reason) -> Optional.of(word("gap: " + reason));
            case ServerEvent.Misunderstood(var _, var problem) -> Optional.of(word("error: " + problem));
            case ServerEvent.Heartbeat _ -> sse ? Optional.of(word("heartbeat")) : Optional.empty();
            case ServerEvent.Draining _ -> sse ? Optional.of(word("bye")) : Optional.empty();
        };
    }

    private static Turn.Answer said(String text) {
        return (_, _) -> List.of(word(text));
    }

    private static Message word(String word) {
        return new Message(word, null, null);
    }
}
