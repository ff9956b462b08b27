package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.transport.ApiConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How the streams of Mycosoft MAS are served, under {@code gateway.mycosoft.*}. */
@ConfigMapping(prefix = "gateway.mycosoft")
public interface MycosoftConfig extends ApiConfig {

    /** Most agents that a snapshot of the topology holds; those that have said nothing for longest are forgotten. */
    @WithDefault("10000")
    @Min(1)
    @Max(1_000_000)
    int agents();

    /** Bytes of their latest statuses, all of them together. */
    @WithDefault("16777216")
    @Min(1024)
    long agentsBytes();
}
