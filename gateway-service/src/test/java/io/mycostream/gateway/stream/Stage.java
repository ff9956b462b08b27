package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;

/** A hub among fakes, in time that a test turns by hand. */
final class Stage {

    static final Channel NEWS = new Channel("news");

    static final Duration LINGER = Duration.ofMillis(2);
    static final Duration HEARTBEAT = Duration.ofSeconds(30);
    static final Duration IDLE = Duration.ofMinutes(5);
    static final Duration SUBSCRIBE = Duration.ofSeconds(10);

    static final long RECOVERY_BYTES = 100;

    /** The wheel keeps deadlines to a tick of 100 ms; this is enough for one that is due to be seen. */
    static final Duration TICKS = Duration.ofMillis(250);

    final HandTime time = new HandTime();
    final FakeBroker broker = new FakeBroker();
    final PlainDialect dialect = new PlainDialect("plain");
    final StreamCounters counters = new StreamCounters();
    final CountedForm text = new CountedForm();
    final CountedForm events = new CountedForm();
    final List<Long> delays = new ArrayList<>();
    final ScheduledExecutorService loop = time.loop();
    final Hub hub;

    private int published;

    Stage() {
        this(1 << 20);
    }

    Stage(long loopQueueBytes) {
        Hub.Tuning tuning = new Hub.Tuning(LINGER, loopQueueBytes, RECOVERY_BYTES);
        hub = new Hub(broker, counters, tuning, time, time::nanos, delays::add);
    }

    /** One client on the stage. */
    static final class Client {

        final FakeLink link;
        final PlainConversation conversation;
        final List<CloseReason> endings = new ArrayList<>();
        final Session session;

        private Client(FakeLink link, PlainConversation conversation, Function<Client, Session> open) {
            this.link = link;
            this.conversation = conversation;
            this.session = open.apply(this);
            link.whenWritable(session::becameWritable);
        }

        List<String> heard() {
            return link.heard();
        }

        void leave() {
            session.linkClosed();
        }

        /** Its connection takes everything again. */
        void unstick() {
            link.unstick();
        }
    }

    /** What a client is like; the words of a test change what it is about. */
    final class Casting {

        private Transport transport = Transport.WEBSOCKET;
        private ScheduledExecutorService on = loop;
        private Dialect speaking = dialect;
        private Set<Subscription> from = Set.of(Subscription.toAll(NEWS));
        private int capacity = 500;
        private long bytes = 1 << 20;
        private Overflow overflow = Overflow.DROP_OLDEST;
        private Duration heartbeat = HEARTBEAT;
        private Optional<Duration> pong = Optional.empty();
        private Optional<Instant> expiresAt = Optional.empty();
        private CatchUp catchUp = CatchUp.NOTHING;
        private boolean quiet;

        Casting overSse() {
            transport = Transport.SSE;
            return this;
        }

        Casting over(Transport carrier) {
            transport = carrier;
            return this;
        }

        Casting on(ScheduledExecutorService itsLoop) {
            on = itsLoop;
            return this;
        }

        Casting speaking(Dialect itsDialect) {
            speaking = itsDialect;
            return this;
        }

        Casting about(String key) {
            from = Set.of(new Subscription(from.iterator().next().channel(), key));
            return this;
        }

        Casting to(Subscription... wanted) {
            from = Set.of(wanted);
            return this;
        }

        Casting catchingUp(CatchUp past) {
            catchUp = past;
            return this;
        }

        Casting beatingWhenQuiet() {
            quiet = true;
            return this;
        }

        Casting outbox(int frames, Overflow policy) {
            capacity = frames;
            overflow = policy;
            return this;
        }

        Casting outboxBytes(long mostBytes) {
            bytes = mostBytes;
            return this;
        }

        Casting heartbeat(Duration pause) {
            heartbeat = pause;
            return this;
        }

        Casting answeringPingsWithin(Duration time) {
            pong = Optional.of(time);
            return this;
        }

        Casting returning(Resume howFar) {
            catchUp = new CatchUp.InChannel(howFar);
            return this;
        }

        Casting until(Instant expiry) {
            expiresAt = Optional.of(expiry);
            return this;
        }

        Client open() {
            FakeLink link = new FakeLink(transport, transport == Transport.SSE ? events : text);
            SessionRules rules = new SessionRules(
                    capacity, bytes, overflow, new SessionRules.Heartbeat(heartbeat, quiet), IDLE, pong, SUBSCRIBE);
            PlainConversation conversation = new PlainConversation(speaking, from, catchUp, transport);
            Client client = new Client(
                    link,
                    conversation,
                    opened -> hub.open(
                            on, new SessionRequest(conversation, link, rules, expiresAt, opened.endings::add)));
            // who joins does so in its place in the loop's queue
            time.pass(LINGER);
            return client;
        }
    }

    Casting aClient() {
        return new Casting();
    }

    /** Publishes at once, as the broker would hand it over; what the loops make of it is another task. */
    void publish(Channel channel, String payload) {
        broker.publish(new Publication(channel, null, "id-" + ++published, "2026-02-12T10:30:00Z", null, payload));
    }

    void publish(String payload) {
        publish(NEWS, payload);
    }

    /** Publishes {@code from}, {@code from + 1} … {@code to}. */
    void publishNumbers(int from, int to) {
        for (int number = from; number <= to; number++) {
            publish(Integer.toString(number));
        }
    }

    /** Runs what is due and lets the linger pass, so that everything published has reached its sessions. */
    void settle() {
        time.pass(LINGER.multipliedBy(2));
    }

    /** Everything has been given back: to be asked when all clients have gone. */
    void assertNothingLeaked() {
        assertThat(text.unbalanced()).isEmpty();
        assertThat(events.unbalanced()).isEmpty();
    }
}
