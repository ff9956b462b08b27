package io.mycostream.gateway.broker.redis;

import io.quarkus.redis.client.RedisOptionsCustomizer;
import io.vertx.redis.client.RedisOptions;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * What {@code quarkus.redis.*} says, as Quarkus has put it together for its own client: addresses, credentials, TLS and
 * limits of time. Refuses at the start what the gateway cannot work with.
 */
@Singleton
public class RedisSettings implements RedisOptionsCustomizer {

    private volatile @Nullable RedisOptions options;

    /** Called by Quarkus for each client, before any bean is used. */
    @Override
    public void customize(String clientName, RedisOptions options) {
        RedisForm.of(options);
        this.options = new RedisOptions(options);
    }

    RedisOptions options() {
        RedisOptions known = options;
        if (known == null) {
            throw new IllegalStateException("Quarkus has made no client for Redis yet");
        }
        return known;
    }
}
