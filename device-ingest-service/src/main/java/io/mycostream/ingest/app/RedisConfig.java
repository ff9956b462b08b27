package io.mycostream.ingest.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where Redis is: the key that the gateway reads too, so that an operator sets one for both. */
@ConfigMapping(prefix = "quarkus.redis")
public interface RedisConfig {

    /** One address, {@code redis://[user:password@]host:port[/database]}, or {@code rediss://} with TLS. */
    @WithDefault("redis://localhost:6379")
    String hosts();
}
