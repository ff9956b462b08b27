package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.Overflow;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.hibernate.validator.constraints.time.DurationMin;

/** How one client API is served, under {@code gateway.<api>.*}; each dialect has a mapping of its own that extends this. */
public interface ApiConfig {

    /** Lets requests without a token in, with the rights of OBSERVER. */
    @WithDefault("false")
    boolean anonymous();

    /** Role that a token has to name, in its claim {@code groups}; without it any valid token will do. */
    Optional<Role> minimumRole();

    /** Most clients of one stream over all gateways; without it as many as the API's dialect says. */
    @Min(1)
    OptionalInt clientsPerStream();

    /** Pause between two heartbeats. Keep it below the idle timeout of every proxy on the way. */
    @WithDefault("30s")
    @DurationMin(millis = 100)
    Duration heartbeatInterval();

    /** What gives way when a connection's queue is full: drop-oldest, latest-per-key or disconnect. */
    @WithDefault("drop-oldest")
    Overflow overflow();
}
