package io.mycostream.gateway.broker.redis;

import io.mycostream.local.RedisServer;

/** The servers that everything stored has to work on. */
enum RedisVersion {
    INSTALLED_OR_BUNDLED {
        @Override
        RedisServer start() {
            return RedisServer.start();
        }
    },
    /** A Redis 6.2. */
    BUNDLED {
        @Override
        RedisServer start() {
            return RedisServer.startBundled();
        }
    };

    abstract RedisServer start();
}
