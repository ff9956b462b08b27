package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.transport.ApiConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the streams of CIRIS are served, under {@code gateway.ciris.*}. */
@ConfigMapping(prefix = "gateway.ciris")
public interface CirisConfig extends ApiConfig {

    /** Longest wait for the first message on {@code /v1/stream/all}. */
    @WithDefault("5s")
    @DurationMin(millis = 100)
    Duration subscribeTimeout();

    /** Most levels that a client of the logs may choose. */
    @WithDefault("20")
    @Min(1)
    int levelsPerFilter();
}
