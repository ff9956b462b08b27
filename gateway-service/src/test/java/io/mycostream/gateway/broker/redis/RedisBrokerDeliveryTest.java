package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.BrokerAtRedis.DEVICES;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.LIMIT;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.MAX_EVENT_BYTES;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.NOW;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.awaitConfirmed;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.awaitDelivery;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.BrokerException;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.local.FreePort;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a broker makes of the messages that a real Redis gives it, and what it sends itself. */
@Timeout(60)
class RedisBrokerDeliveryTest {

    private final BrokerAtRedis redis = new BrokerAtRedis();

    @AfterEach
    void close() throws Exception {
        redis.close();
    }

    /** COM-9: what is published after the confirmation arrives. */
    @Test
    void deliversFromTheConfirmationOn() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();

        assertThat(redis.publish("{\"n\":1}")).isEqualTo(1);
        assertThat(redis.cli.publish("devices:others", "{\"n\":2}")).isZero();

        redis.awaitReceived(1);
        assertThat(redis.ears.payloads()).containsExactly("{\"n\":1}");
        awaitDelivery(subscribed, true);
    }

    /** COM-1, COM-4, COM-8. */
    @Test
    void readsAnEnvelopeWithItsPosition() throws Exception {
        redis.subscribedBroker();

        redis.publish("""
                {"channel":"x","data":{"big":12345678901234567890},"timestamp":"2026-02-12T10:30:00","source":"device:a",
                 "message_id":"id-1","epoch":"e1","offset":17}""");

        soon().until(() -> !redis.ears.received.isEmpty());
        assertThat(redis.ears.received)
                .containsExactly(new Publication(
                        DEVICES,
                        new StreamPosition(17, "e1"),
                        "id-1",
                        "2026-02-12T10:30:00",
                        "device:a",
                        "{\"big\":12345678901234567890}"));
    }

    /** COM-2, COM-4, COM-8: no id and no time of its own. */
    @Test
    void givesABareEventAnIdAndTheTimeOfItsReceipt() throws Exception {
        redis.subscribedBroker();

        redis.publish(" {\"data\": 1} \n");

        soon().until(() -> !redis.ears.received.isEmpty());
        Publication publication = redis.ears.received.element();
        assertThat(UUID.fromString(publication.id())).isNotNull();
        assertThat(publication)
                .isEqualTo(new Publication(DEVICES, null, publication.id(), NOW.toString(), null, "{\"data\": 1}"));
    }

    /** COM-3 and COM-6: the stream goes on with the next message. */
    @Test
    void dropsAndCountsWhatItCannotTake() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();

        for (String wrong :
                List.of("", "nonsense", "[1]", "\"text\"", "null", "{\"n\":", "{\"channel\":\"c\",\"data\":3}")) {
            redis.publish(wrong);
        }
        redis.publish(new byte[] {'{', '"', (byte) 0xC3, '"', ':', '1', '}'});
        redis.publish(event(MAX_EVENT_BYTES + 1));
        redis.publish(event(MAX_EVENT_BYTES));
        redis.publish("{\"n\":1}");

        redis.awaitReceived(2);
        assertThat(redis.ears.payloads()).containsExactly(event(MAX_EVENT_BYTES), "{\"n\":1}");
        assertThat(subscribed.counters().malformed()).isEqualTo(8);
        assertThat(subscribed.counters().oversize()).isEqualTo(1);
        assertThat(subscribed.counters().failed()).isZero();
        assertThat(subscribed.delivery().interruptions()).isZero();
    }

    private static String event(int bytes) {
        String frame = "{\"text\":\"\"}";
        return "{\"text\":\"" + "x".repeat(bytes - frame.length()) + "\"}";
    }

    @Test
    void listenerThatFailsLosesThatMessageOnly() throws Exception {
        RedisBroker broker = redis.broker();
        broker.subscribe(DEVICES, new Ears() {
            @Override
            public void published(Publication publication) {
                if (publication.payload().contains("bad")) {
                    throw new IllegalStateException("cannot be handled");
                }
                redis.ears.published(publication);
            }
        });
        awaitConfirmed(broker, DEVICES);

        redis.publish("{\"bad\":1}");
        redis.publish("{\"n\":1}");

        redis.awaitReceived(1);
        assertThat(broker.counters().failed()).isEqualTo(1);
    }

    /** COM-7. */
    @Test
    void keepsTheOrderAndRepeatsNothing() throws Exception {
        redis.subscribedBroker();
        List<String> sent =
                IntStream.range(0, 500).mapToObj("{\"n\":%d}"::formatted).toList();

        sent.forEach(event -> redis.publish(event));

        soon().until(() -> redis.ears.received.size() >= sent.size());
        assertThat(redis.ears.payloads()).isEqualTo(sent);
    }

    @Test
    void saysSoWhenWhatItSendsIsNotOnItsWay() throws Exception {
        RedisBroker away = redis.brokerAt(FreePort.find());

        assertThat(away.delivers()).isFalse();
        assertThat(away.send(DEVICES, "{}"))
                .failsWithin(LIMIT)
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(BrokerException.class);

        RedisBroker connected = redis.subscribedBroker();
        awaitDelivery(connected, true);
        connected.send(DEVICES, "{\"n\":1}").toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        soon().until(() -> redis.ears.payloads().contains("{\"n\":1}"));
    }
}
