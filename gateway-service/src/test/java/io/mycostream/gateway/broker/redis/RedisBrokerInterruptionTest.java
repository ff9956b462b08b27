package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.BrokerAtRedis.DEVICES;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.INTERVAL;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.LIMIT;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.awaitConfirmed;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.awaitDelivery;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.joined;
import static io.mycostream.gateway.broker.redis.BrokerAtRedis.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Recovery;
import io.mycostream.local.FreePort;
import io.mycostream.local.RedisServer;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The broker at a real Redis that is killed, held still, restarted, or out of reach, and the connections that this leaves. */
@Timeout(60)
class RedisBrokerInterruptionTest {

    private final BrokerAtRedis redis = new BrokerAtRedis();

    @AfterEach
    void close() throws Exception {
        redis.close();
    }

    /** COM-10. */
    @Test
    void deliversAgainAfterRedisDiedAndCameBack() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();
        awaitDelivery(subscribed, true);

        redis.server.kill();
        awaitDelivery(subscribed, false);
        assertThat(joined(subscribed, DEVICES)).isNotDone();
        assertThat(subscribed.delivery().detail()).startsWith("Redis does not deliver");
        redis.server.restart();
        awaitConfirmed(subscribed, DEVICES);

        assertThat(redis.publish("{\"n\":1}")).isEqualTo(1);
        redis.awaitReceived(1);
        awaitDelivery(subscribed, true);
        assertThat(subscribed.delivery().interruptions()).isEqualTo(1);
        assertThat(subscribed.delivery().subscriptions()).isEqualTo(2);
    }

    @Test
    void noticesARedisThatStandsStillAndHealsWhenItGoesOn() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();
        awaitDelivery(subscribed, true);

        redis.server.pause();
        long paused = System.nanoTime();
        awaitDelivery(subscribed, false);
        Duration noticed = Duration.ofNanos(System.nanoTime() - paused);
        redis.server.resume();

        // two intervals, and some of a third on a busy machine
        assertThat(noticed).isLessThan(INTERVAL.multipliedBy(5));
        awaitDelivery(subscribed, true);
        awaitConfirmed(subscribed, DEVICES);
        assertThat(redis.publish("{\"n\":1}")).isEqualTo(1);
        redis.awaitReceived(1);
    }

    @Test
    void healsAlsoWhenEveryConnectionOfThePoolWasSpentOnARedisThatStoodStill() throws Exception {
        RedisBroker broker = redis.brokerWith(new RedisOptions()
                .setConnectionString(redis.server.uri())
                .setMaxPoolSize(4)
                .setMaxPoolWaiting(4));
        redis.subscribe(broker);
        awaitDelivery(broker, true);

        redis.server.pause();
        soon().until(() -> broker.delivery().detail().contains("wait queue"));
        redis.server.resume();

        awaitDelivery(broker, true);
        awaitConfirmed(broker, DEVICES);
        assertThat(redis.publish("{\"n\":1}")).isEqualTo(1);
        redis.awaitReceived(1);
    }

    /** A network that drops packets ends no connection for minutes; new ones have to be made, not old ones taken again. */
    @Test
    void leavesConnectionsBehindThatStaySilentWithoutAnEnd() throws Exception {
        Tunnel tunnel = redis.tunnel();
        RedisBroker broker = redis.brokerAt(tunnel.port());
        redis.subscribe(broker);
        awaitDelivery(broker, true);

        tunnel.swallow();
        soon().until(() -> broker.delivery().interruptions() == 1);

        awaitDelivery(broker, true);
        awaitConfirmed(broker, DEVICES);
        redis.publish("{\"n\":1}");
        redis.awaitReceived(1);
        assertThat(broker.delivery().interruptions()).isEqualTo(1);
    }

    /** As long as a client cuts what stays silent, see {@link Subscriber}; otherwise its pool would be full for minutes. */
    @Test
    void healsAfterConnectionsThatAreNeverAnsweredHaveUsedUpThePool() throws Exception {
        Tunnel tunnel = redis.tunnel();
        RedisBroker broker = redis.brokerWith(new RedisOptions()
                .setConnectionString("redis://127.0.0.1:" + tunnel.port())
                .setMaxPoolSize(4)
                .setMaxPoolWaiting(4)
                .setNetClientOptions(new NetClientOptions()
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setReadIdleTimeout(500)));
        redis.subscribe(broker);
        awaitDelivery(broker, true);

        tunnel.swallowNewOnes(true);
        tunnel.swallow();
        soon().until(() -> tunnel.swallowed() >= 8);
        tunnel.swallowNewOnes(false);

        awaitDelivery(broker, true);
        awaitConfirmed(broker, DEVICES);
        redis.publish("{\"n\":1}");
        redis.awaitReceived(1);
    }

    @Test
    void subscribesAgainWhenItsSubscriptionWasKilled() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();
        awaitDelivery(subscribed, true);

        assertThat(redis.cli.ask("CLIENT", "KILL", "TYPE", "pubsub")).startsWith(":1");
        soon().until(() -> subscribed.delivery().interruptions() == 1);
        awaitConfirmed(subscribed, DEVICES);

        assertThat(redis.publish("{\"n\":1}")).isEqualTo(1);
        redis.awaitReceived(1);
        awaitDelivery(subscribed, true);
    }

    @Test
    void subscriptionMadeWhileRedisIsAwayIsConfirmedAfterItsReturn() throws Exception {
        RedisBroker broker = redis.broker();
        awaitDelivery(broker, true);
        redis.server.kill();
        awaitDelivery(broker, false);

        broker.subscribe(DEVICES, redis.ears);
        CompletableFuture<Recovery> confirmed = joined(broker, DEVICES);
        assertThat(confirmed).isNotDone();
        redis.server.restart();
        confirmed.get(LIMIT.toSeconds(), TimeUnit.SECONDS);

        assertThat(redis.publish("{\"n\":1}")).isEqualTo(1);
        redis.awaitReceived(1);
    }

    @Test
    void waitsForARedisThatIsNotThereYet() throws Exception {
        int port = FreePort.find();
        RedisBroker broker = redis.brokerAt(port);
        broker.subscribe(DEVICES, redis.ears);
        soon().until(() -> broker.delivery().detail().startsWith("Redis does not deliver"));
        assertThat(broker.delivery().proven()).isFalse();

        try (RedisServer late = RedisServer.start(port)) {
            awaitConfirmed(broker, DEVICES);
            assertThat(new RedisCli(late.port()).publish(DEVICES.name(), "{\"n\":1}"))
                    .isEqualTo(1);
            redis.awaitReceived(1);
            awaitDelivery(broker, true);
        }
    }

    @Test
    void closingLeavesNoConnection() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();
        awaitDelivery(subscribed, true);
        assertThat(otherConnections()).isEqualTo(2);

        subscribed.close();

        soon().until(() -> otherConnections() == 0);
        soon().until(() -> !subscribed.delivery().proven());
    }

    @Test
    void interruptionsLeaveNoConnectionsBehind() throws Exception {
        RedisBroker subscribed = redis.subscribedBroker();

        for (int i = 1; i <= 3; i++) {
            awaitDelivery(subscribed, true);
            int interruptions = i;
            assertThat(redis.cli.ask("CLIENT", "KILL", "TYPE", "pubsub")).startsWith(":1");
            soon().until(() -> subscribed.delivery().interruptions() == interruptions);
        }

        awaitDelivery(subscribed, true);
        soon().until(() -> otherConnections() == 2);
    }

    private long otherConnections() {
        return redis.cli
                        .ask("CLIENT", "LIST")
                        .lines()
                        .filter(line -> line.startsWith("id="))
                        .count()
                - 1;
    }
}
