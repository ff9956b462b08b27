package io.mycostream.gateway.broker.memory;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.BrokerContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Retention;
import io.mycostream.gateway.stream.RetentionRules;
import io.mycostream.gateway.stream.StreamPosition;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

class MemoryBrokerContractTest extends BrokerContract {

    private final AtomicLong nanos = new AtomicLong(7);
    private @Nullable MemoryBroker broker;

    @Override
    protected Broker broker(Retention retention) {
        MemoryBroker made =
                new MemoryBroker(new RetentionRules(List.of(new RetentionRules.Rule("*", retention))), nanos::get);
        broker = made;
        return made;
    }

    @Override
    protected StreamPosition publish(Channel where, String id, int number) {
        return Objects.requireNonNull(broker)
                .publish(where, id, "2026-02-12T10:30:00Z", null, "{\"n\":" + number + "}");
    }

    @Override
    protected void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
