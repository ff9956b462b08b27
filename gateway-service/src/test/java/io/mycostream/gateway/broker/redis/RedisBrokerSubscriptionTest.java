package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.BrokerAtRedis.DEVICES;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.LIMIT;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.awaitConfirmed;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.awaitDelivery;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.joined;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Recovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels that a broker subscribes to at a real Redis, leaves and takes up again, one by one and by the thousand. */
@Timeout(60)
class RedisBrokerSubscriptionTest {

    private final BrokerAtRedis redis = new BrokerAtRedis();

    @AfterEach
    void close() throws Exception {
        redis.close();
    }

    @Test
    void whoeverWaitedForAChannelThatIsLeftIsNotLetIn() throws Exception {
        redis.server.kill();
        RedisBroker broker = redis.broker();
        broker.subscribe(DEVICES, redis.ears);
        CompletableFuture<Recovery> left = joined(broker, DEVICES);

        broker.unsubscribe(DEVICES);
        CompletableFuture<Recovery> never = joined(broker, DEVICES);
        broker.subscribe(DEVICES, redis.ears);
        redis.server.restart();
        awaitConfirmed(broker, DEVICES);

        assertThat(left).isNotDone();
        assertThat(never).isNotDone();
    }

    @Test
    void afterUnsubscribingNothingArrives() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();

        subscribed.unsubscribe(DEVICES);

        soon().until(() -> redis.publish("{\"n\":1}") == 0);
        assertThat(subscribed.delivery().subscriptions()).isEqualTo(1);
    }

    /** Who comes and goes must not shorten the time in which the next one may return. */
    @Test
    void channelThatIsLeftOnceMoreIsHeardAsLongAsAfterTheFirstTime() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();
        subscribed.unsubscribe(DEVICES);
        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);

        subscribed.subscribe(DEVICES, redis.ears);
        subscribed.unsubscribe(DEVICES);

        await().during(Duration.ofSeconds(4)).atMost(LIMIT).until(() -> redis.publish("{\"n\":1}") == 1);
        soon().until(() -> redis.publish("{\"n\":1}") == 0);
    }

    /** COM-9, also for the next first listener of a channel whose last one has just left. */
    @Test
    void confirmationIsThatOfThePresentSubscription() throws Exception {
        RedisBroker broker = redis.subscribedBroker();

        for (int round = 1; round <= 200; round++) {
            broker.unsubscribe(DEVICES);
            broker.subscribe(DEVICES, redis.ears);
            if (round % 3 == 0) {
                broker.unsubscribe(DEVICES);
                broker.subscribe(DEVICES, redis.ears);
            }
            awaitConfirmed(broker, DEVICES);
            assertThat(redis.publish("{\"n\":1}")).as("round %d", round).isEqualTo(1);
            int published = round;
            soon().pollInterval(Duration.ofMillis(1)).until(() -> redis.ears.received.size() == published);
        }
    }

    @Test
    void confirmsEveryChannelHoweverManyThreadsAskAtOnce() throws Exception {
        RedisBroker broker = redis.broker();
        awaitDelivery(broker, true);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 5; round++) {
                List<Future<?>> work = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    List<Channel> own = channels("thread-" + thread, 300);
                    work.add(threads.submit(() -> own.forEach(channel -> broker.subscribe(channel, redis.ears))));
                }
                for (Future<?> done : work) {
                    done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                }
                for (int thread = 0; thread < 4; thread++) {
                    for (Channel channel : channels("thread-" + thread, 300)) {
                        awaitConfirmed(broker, channel);
                        broker.unsubscribe(channel);
                    }
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(broker.delivery().interruptions()).isZero();
    }

    @Test
    void subscribesManyChannelsAgainInBatches() throws Exception {
        RedisBroker broker = redis.broker();
        List<Channel> channels = channels("channel", 1_200);
        channels.forEach(channel -> broker.subscribe(channel, redis.ears));
        for (Channel channel : channels) {
            awaitConfirmed(broker, channel);
        }

        redis.server.kill();
        awaitDelivery(broker, false);
        redis.server.restart();
        for (Channel channel : channels) {
            awaitConfirmed(broker, channel);
        }

        assertThat(redis.cli.ask("INFO", "commandstats"))
                .as("the probe, and three batches")
                .contains("cmdstat_subscribe:calls=4,");
        for (Channel channel : List.of(channels.getFirst(), channels.get(600), channels.getLast())) {
            assertThat(redis.cli.publish(channel.name(), "{\"n\":1}")).isEqualTo(1);
        }
        redis.awaitReceived(3);
    }

    /** Operators may restrict which channels a user reads. */
    @Test
    void channelThatRedisRefusesDisturbsNoOther() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();
        assertThat(redis.cli.ask("ACL", "SETUSER", "default", "resetchannels", "&devices:*", "&mycostream:*"))
                .startsWith("+OK");
        soon().until(() -> redis.cli.ask("CLIENT", "LIST", "TYPE", "pubsub").contains("sub=2"));
        Channel forbidden = new Channel("forbidden");
        Channel allowed = new Channel("devices:more");

        subscribed.subscribe(forbidden, redis.ears);
        subscribed.subscribe(allowed, redis.ears);
        awaitConfirmed(subscribed, allowed);

        assertThat(joined(subscribed, forbidden)).isNotDone();
        assertThat(redis.cli.publish(allowed.name(), "{\"n\":1}")).isEqualTo(1);
        redis.awaitReceived(1);
        awaitDelivery(subscribed, true);
    }

    private static List<Channel> channels(String name, int count) {
        return Stream.iterate(0, number -> number + 1)
                .limit(count)
                .map(number -> new Channel(name + "-" + number))
                .toList();
    }
}
