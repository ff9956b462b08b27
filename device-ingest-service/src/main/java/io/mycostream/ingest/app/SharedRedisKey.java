package io.mycostream.ingest.app;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@code quarkus.redis.hosts} be given to a service without the Redis extension of Quarkus.
 *
 * <p>Quarkus warns at every start about keys under {@code quarkus.} that no extension knows, that they are ignored; this
 * one is read, by {@link RedisConfig}. A value that comes under another name than it was asked for counts as relocated and
 * is not warned about. Loaded by {@code META-INF/services}.
 */
@Priority(Priorities.APPLICATION)
public final class SharedRedisKey implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1L;

    private static final String KEY = "quarkus.redis.hosts";

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        return value == null || !name.equals(KEY) ? value : value.withName("ingest reads " + KEY);
    }
}
