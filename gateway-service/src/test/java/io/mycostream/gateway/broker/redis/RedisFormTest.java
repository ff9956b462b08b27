package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisReplicas;
import io.vertx.redis.client.RedisRole;
import org.junit.jupiter.api.Test;

class RedisFormTest {

    @Test
    void takesWhatTheGatewayWorksWith() {
        assertThat(RedisForm.of(options(RedisClientType.STANDALONE, "redis://one:6379/3")))
                .isEqualTo(RedisForm.STANDALONE);
        assertThat(RedisForm.of(options(RedisClientType.SENTINEL, "redis://one:26379", "redis://two:26379")))
                .isEqualTo(RedisForm.SENTINEL);
        assertThat(RedisForm.of(options(RedisClientType.CLUSTER, "redis://one:6379/0", "redis://two:6379/")))
                .isEqualTo(RedisForm.CLUSTER);
    }

    @Test
    void refusesSeveralServersOfWhichNoneIsSaidToBeThePrimary() {
        assertRefused(
                options(RedisClientType.STANDALONE, "redis://one:6379", "redis://two:6379"),
                "quarkus.redis.hosts names 2 servers, expected one, or quarkus.redis.client-type=sentinel or cluster");
        assertRefused(
                options(RedisClientType.REPLICATION, "redis://one:6379", "redis://two:6379"),
                "quarkus.redis.client-type is replication, expected standalone, sentinel or cluster: without sentinels"
                        + " nothing tells which server is the primary");
    }

    @Test
    void refusesReplicas() {
        assertRefused(
                options(RedisClientType.SENTINEL, "redis://one:26379").setRole(RedisRole.REPLICA),
                "quarkus.redis.role is replica, expected master: the gateway writes, and replicas are read only");
        assertRefused(
                options(RedisClientType.CLUSTER, "redis://one:6379").setUseReplicas(RedisReplicas.SHARE),
                "quarkus.redis.replicas is share, expected never: what the gateway reads was written a moment ago");
    }

    @Test
    void refusesADatabaseThatAClusterHasNot() {
        assertRefused(
                options(RedisClientType.CLUSTER, "redis://one:6379", "redis://two:6379/3"),
                "quarkus.redis.hosts names database 3, expected none: a cluster has only database 0");
    }

    private static void assertRefused(RedisOptions options, String why) {
        assertThatThrownBy(() -> RedisForm.of(options))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(why);
    }

    private static RedisOptions options(RedisClientType type, String... hosts) {
        RedisOptions options = new RedisOptions().setType(type);
        for (String host : hosts) {
            options.addConnectionString(host);
        }
        return options;
    }
}
