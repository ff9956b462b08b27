package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.BrokerContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Retention;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.Position;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/** The contract over a real Redis, as it is installed and as it is bundled, with the SDK as the publisher. */
class RedisBrokerContractTest {

    @Nested
    class Installed extends OverRedis {

        Installed() {
            super(RedisVersion.INSTALLED_OR_BUNDLED);
        }
    }

    @Nested
    class Redis62 extends OverRedis {

        Redis62() {
            super(RedisVersion.BUNDLED);
        }
    }

    abstract static class OverRedis extends BrokerContract {

        private final RedisServer redis;
        private final RedisPublisher publisher;
        private final AtomicLong nanos = new AtomicLong(7);
        private final List<Node> nodes = new ArrayList<>();

        OverRedis(RedisVersion version) {
            redis = version.start();
            publisher = RedisPublisher.builder().uri(redis.uri()).build();
        }

        @AfterEach
        void stop() {
            nodes.forEach(Node::close);
            publisher.close();
            redis.close();
        }

        @Override
        protected Broker broker(Retention retention) {
            Node node = Node.at(redis.port())
                    .keeping("*", retention)
                    .clock(nanos::get)
                    .start();
            nodes.add(node);
            return node.broker;
        }

        @Override
        protected StreamPosition publish(Channel where, String id, int number) {
            Event event = new Event(where.name(), Map.of("n", number), null, Instant.EPOCH, id);
            Position position = publisher.publish(event).position();
            return new StreamPosition(position.offset(), position.epoch());
        }

        @Override
        protected void pass(Duration time) {
            nanos.addAndGet(time.toNanos());
        }
    }
}
