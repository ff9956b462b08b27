package io.mycostream.gateway.dialect.veritas;

import io.mycostream.gateway.transport.ApiConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How the streams of VERITAS are served, under {@code gateway.veritas.*}. */
@ConfigMapping(prefix = "gateway.veritas")
public interface VeritasConfig extends ApiConfig {

    /** Events kept of each plan; the built-in history rule refers to it. */
    @WithDefault("1000")
    @Min(1)
    int historySize();

    /** Most plans one connection may be subscribed to at once. */
    @WithDefault("1000")
    @Min(1)
    int plansPerConnection();
}
