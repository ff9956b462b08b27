package io.mycostream.gateway.dialect.greenlang;

import io.mycostream.gateway.transport.ApiConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;

/** How the streams of GreenLang are served, under {@code gateway.greenlang.*}. */
@ConfigMapping(prefix = "gateway.greenlang")
public interface GreenLangConfig extends ApiConfig {

    /** Path below which the streams are. */
    @WithDefault("/api/v1/stream")
    @Pattern(
            regexp = "(/[A-Za-z0-9._~-]+)+",
            message = "must be a path that begins with / and does not end with it, of letters, digits and ._~-")
    String prefix();

    /** Whether clients are told that all is well when nothing else was sent for the heartbeat interval. */
    @WithDefault("true")
    boolean heartbeatEnabled();

    /** Time in which a client takes nothing that waits for it, after which it is let go. */
    @WithDefault("300s")
    @DurationMin(seconds = 1)
    Duration clientTimeout();

    /** Events kept of each stream for those who return. */
    @WithDefault("100")
    @Min(1)
    int historySize();

    /** How long a stream without clients is kept after its last event. */
    @WithDefault("1h")
    @DurationMin(seconds = 1)
    Duration historyAge();

    /** Streams that events are kept of. */
    @WithDefault("10000")
    @Min(1)
    int historyStreams();

    /** Bytes of the events kept, all streams together. */
    @WithDefault("67108864")
    @Min(1024)
    long historyBytes();
}
