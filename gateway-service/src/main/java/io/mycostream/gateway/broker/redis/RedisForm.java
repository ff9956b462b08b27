package io.mycostream.gateway.broker.redis;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisReplicas;
import io.vertx.redis.client.RedisRole;
import java.net.URI;
import java.util.Locale;

/** The forms of Redis that the gateway works with; {@code quarkus.redis.client-type} names one. */
enum RedisForm {
    /** One server, or whatever looks like one. */
    STANDALONE,
    /** A primary, its replicas, and sentinels that tell which is the primary. */
    SENTINEL,
    /** A cluster: each key has its node, and each node hears every PUBLISH. */
    CLUSTER;

    /**
     * Returns the form that the settings ask for.
     *
     * @throws ConfigurationException if the gateway cannot work with them; the message names the key
     */
    static RedisForm of(RedisOptions options) {
        return switch (options.getType()) {
            case STANDALONE -> standalone(options);
            case SENTINEL -> sentinel(options);
            case CLUSTER -> cluster(options);
            case REPLICATION ->
                throw new ConfigurationException(
                        "quarkus.redis.client-type is replication, expected standalone, sentinel"
                                + " or cluster: without sentinels nothing tells which server is the primary");
        };
    }

    private static RedisForm standalone(RedisOptions options) {
        if (options.getEndpoints().size() > 1) {
            throw new ConfigurationException("quarkus.redis.hosts names "
                    + options.getEndpoints().size()
                    + " servers, expected one, or quarkus.redis.client-type=sentinel or cluster");
        }
        return STANDALONE;
    }

    private static RedisForm sentinel(RedisOptions options) {
        if (options.getRole() != RedisRole.MASTER) {
            throw new ConfigurationException("quarkus.redis.role is " + word(options.getRole())
                    + ", expected master: the gateway writes, and replicas are read only");
        }
        return SENTINEL;
    }

    private static RedisForm cluster(RedisOptions options) {
        if (options.getUseReplicas() != RedisReplicas.NEVER) {
            throw new ConfigurationException("quarkus.redis.replicas is " + word(options.getUseReplicas())
                    + ", expected never: what the gateway reads was written a moment ago");
        }
        for (String endpoint : options.getEndpoints()) {
            String path = URI.create(endpoint).getPath();
            if (path != null && !path.isEmpty() && !path.equals("/") && !path.equals("/0")) {
                throw new ConfigurationException("quarkus.redis.hosts names database " + path.substring(1)
                        + ", expected none: a cluster has only database 0");
            }
        }
        return CLUSTER;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** As {@code quarkus.redis.client-type} spells it. */
    @Override
    public String toString() {
        return word(this);
    }
}
