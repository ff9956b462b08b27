package io.mycostream.gateway.dialect.greenlang;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.dialect.greenlang.Streams.Presence;
import io.mycostream.gateway.stream.CatchUp;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamConversationTest {

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");
    private static final Channel STATUS = EventType.AGENT_STATUS.channel();
    private static final Channel ALARM = EventType.ALARM_UPDATE.channel();
    private static final Set<EventType> ALL = EnumSet.allOf(EventType.class);

    private final Streams streams =
            new Streams(new Streams.Bounds(3, 1_000, 1 << 24, Duration.ofHours(1)), System::nanoTime);

    @BeforeEach
    void restoreNothing() {
        Streams.channels().forEach(channel -> streams.restored(channel, Recovery.NONE));
    }

    private StreamConversation global(Set<EventType> types, String lastEventId) {
        return new StreamConversation(streams, "global", types, lastEventId);
    }

    private Publication publish(Channel channel, String id) {
        Publication event = new Publication(channel, null, id, "2026-02-12T10:30:00Z", null, "{\"agent_id\":\"1\"}");
        streams.published(event);
        return event;
    }

    /** What the session does once the subscriptions are in force. */
    private static List<String> join(StreamConversation conversation) {
        Turn opening = conversation.open(_ -> {});
        Recovery missed = ((CatchUp.Kept) opening.catchUp()).recovery().get();
        return missed.publications().stream().map(Publication::id).toList();
    }

    private static void tell(StreamConversation conversation, Publication event) {
        assertThat(conversation.heard(GreenLangDialect.read(event))).isSameAs(Turn.NOTHING);
    }

    private static String heartbeatId(StreamConversation conversation) {
        Message heartbeat = conversation.tell(new ServerEvent.Heartbeat(NOW)).orElseThrow();
        return Optional.ofNullable(heartbeat.id()).orElseThrow();
    }

    /** GL-3, COM-9: words would come before the subscriptions are in force. */
    @Test
    void opensWithoutAWord() {
        Turn opening = global(ALL, "").open(_ -> {});

        assertThat(opening.answer()).isSameAs(Turn.Answer.NONE);
        assertThat(opening.enter()).hasSize(6).allMatch(subscription -> subscription.key() == null);
    }

    /** GL-5, GL-11. */
    @Test
    void entersTheChannelsOfItsTypesWithItsStream() {
        Turn opening = new StreamConversation(streams, "agent:1", EnumSet.of(EventType.ALARM_UPDATE), "").open(_ -> {});

        assertThat(opening.enter()).containsExactly(new Subscription(ALARM, "agent:1"));
    }

    /** GL-13. */
    @Test
    void heartbeatHasTheFrameOfAnEvent() {
        StreamConversation conversation = global(ALL, "");
        join(conversation);
        tell(conversation, publish(STATUS, "e1"));

        assertThat(conversation.tell(new ServerEvent.Heartbeat(NOW)))
                .contains(new Message("{\"timestamp\":\"2026-02-12T10:30:00.500Z\"}", "heartbeat", "e1", 3_000));
    }

    /** GL-14. */
    @Test
    void heartbeatNamesTheLastEventThatTheClientWasTold() {
        publish(STATUS, "e0");
        StreamConversation conversation = global(ALL, "");
        assertThat(join(conversation)).isEmpty();
        assertThat(heartbeatId(conversation)).as("the place at joining").isEqualTo("e0");
        Publication first = publish(STATUS, "e1");
        Publication second = publish(ALARM, "e2");

        tell(conversation, first);
        assertThat(join(global(ALL, heartbeatId(conversation)))).containsExactly("e2");
        tell(conversation, second);
        assertThat(join(global(ALL, heartbeatId(conversation)))).isEmpty();
    }

    /** GL-14: what has been published meanwhile and was not for this client may have pushed its last one out. */
    @Test
    void heartbeatLosesNothingWhenItsEventIsNotKeptAnyMore() {
        StreamConversation conversation = global(EnumSet.of(EventType.ALARM_UPDATE), "");
        join(conversation);
        tell(conversation, publish(ALARM, "a1"));
        for (int n = 1; n <= 5; n++) {
            publish(STATUS, "s" + n);
        }
        String id = heartbeatId(conversation);
        publish(ALARM, "a2");

        assertThat(join(global(EnumSet.of(EventType.ALARM_UPDATE), id))).containsExactly("s4", "s5", "a2");
    }

    /** GL-14: on a stream where nothing has ever happened. */
    @Test
    void heartbeatBeforeTheFirstEventOfAllReplaysThatEvent() {
        StreamConversation conversation = global(ALL, "");
        join(conversation);
        String id = heartbeatId(conversation);
        publish(STATUS, "e1");

        assertThat(id).isNotEmpty();
        assertThat(join(global(ALL, id))).containsExactly("e1");
    }

    /** GL-14, GL-17: what it came with means nothing here, and it has got everything. */
    @Test
    void heartbeatOfOneThatCameWithAnUnknownIdNamesAKnownOne() {
        publish(STATUS, "e1");
        StreamConversation conversation = global(EnumSet.of(EventType.ALARM_UPDATE), "unknown");

        assertThat(join(conversation)).containsExactly("e1");
        assertThat(heartbeatId(conversation)).isEqualTo("e1");
    }

    /** GL-11, GL-12, GL-14. */
    @Test
    void whoWantsNothingThatThereIsHasHeartbeatsOnly() {
        publish(STATUS, "e1");
        StreamConversation conversation = global(EnumSet.noneOf(EventType.class), "e0");

        assertThat(conversation.open(_ -> {})).isSameAs(Turn.NOTHING);
        assertThat(heartbeatId(conversation)).isEqualTo("e1");
    }

    /** GL-14, COM-10: an EventSource comes back from this, to the place where it was. */
    @Test
    void saysWhereToReturnToWhenRedisDoesNotConfirm() {
        publish(STATUS, "e1");
        StreamConversation newcomer = global(ALL, "");
        StreamConversation returning = global(ALL, "e0");
        newcomer.open(_ -> {});
        returning.open(_ -> {});

        assertThat(newcomer.unconfirmed().end()).contains(CloseReason.STREAM_UNAVAILABLE);
        assertThat(newcomer.unconfirmed().answer().words(NOW, Recovery.NONE))
                .containsExactly(Event.heartbeat(NOW, "e1"));
        assertThat(returning.unconfirmed().answer().words(NOW, Recovery.NONE))
                .containsExactly(Event.heartbeat(NOW, "e0"));
    }

    /** GL-24. */
    @Test
    void isCountedWhileItLasts() {
        StreamConversation conversation = global(ALL, "");
        conversation.open(_ -> {});
        assertThat(streams.presences()).isEqualTo(Map.of("global", new Presence(1, 0)));

        conversation.ended();
        conversation.ended();
        assertThat(streams.presences()).isEmpty();
        global(ALL, "").ended();
        assertThat(streams.presences()).as("one that was never opened").isEmpty();
    }

    /** GL-1: the stream has events and heartbeats, and nothing else. */
    @Test
    void hasNoWordsForAnythingElse() {
        StreamConversation conversation = global(ALL, "");
        join(conversation);

        assertThat(conversation.tell(new ServerEvent.Gap(NOW, GapReason.SLOW_CONSUMER)))
                .isEmpty();
        assertThat(conversation.tell(new ServerEvent.Draining(NOW))).isEmpty();
        assertThatThrownBy(() -> conversation.receive("{}")).isInstanceOf(ProtocolException.class);
    }
}
