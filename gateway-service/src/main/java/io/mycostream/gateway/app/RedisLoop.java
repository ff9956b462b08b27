package io.mycostream.gateway.app;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/**
 * An event loop for Redis alone. On one that serves clients too, a storm of them keeps messages and probes waiting for
 * seconds, and the node would take a Redis that is well for a silent one.
 */
@Singleton
class RedisLoop {

    private final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setPreferNativeTransport(true)
            .setFileSystemOptions(
                    new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false)));

    Vertx vertx() {
        return vertx;
    }

    @PreDestroy
    void close() {
        vertx.close();
    }
}
