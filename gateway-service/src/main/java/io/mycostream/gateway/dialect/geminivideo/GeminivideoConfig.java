package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.transport.ApiConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the realtime API of geminivideo is served, under {@code gateway.geminivideo.*}. */
@ConfigMapping(prefix = "gateway.geminivideo")
public interface GeminivideoConfig extends ApiConfig {

    /** Longest silence of the workers, before their first event and between two; then the client is told and let go. */
    @WithDefault("60s")
    @DurationMin(millis = 100)
    Duration requestTimeout();

    /** Most channels that one WebSocket may be subscribed to, or campaigns on that of the alerts. */
    @WithDefault("1000")
    @Min(2)
    int subscriptionsPerConnection();
}
