package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCheckTest {

    private static final String GOOD = """
            # Server
            redis_version:7.0.15
            redis_mode:standalone
            # Memory
            maxmemory:0
            maxmemory_policy:noeviction
            # Persistence
            aof_enabled:1
            # Replication
            role:master
            # Cluster
            cluster_enabled:0
            """.replace("\n", "\r\n");

    private static final ServerCheck.Findings NOTHING = new ServerCheck.Findings(List.of(), List.of());
    private static final Optional<String> SAVE = Optional.of("3600 1");

    @Test
    void findsNothingWrongWithAServerThatKeepsItsData() {
        assertThat(ServerCheck.of(RedisForm.STANDALONE, GOOD, SAVE)).isEqualTo(NOTHING);
        assertThat(ServerCheck.of(RedisForm.SENTINEL, GOOD, SAVE)).isEqualTo(NOTHING);
        assertThat(ServerCheck.of(RedisForm.CLUSTER, cluster(), SAVE)).isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.2.0", "6.10.1", "7.0.15", "8.2.1", "10.0.0", "255.255.255", "unstable"})
    void takesEveryServerThatIsNewEnough(String version) {
        assertThat(ServerCheck.of(RedisForm.STANDALONE, with("redis_version", version), SAVE))
                .isEqualTo(NOTHING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.0.16", "5.0.14", "2.8.24", "6.1.240"})
    void refusesAServerThatIsTooOld(String version) {
        assertThat(ServerCheck.of(RedisForm.STANDALONE, with("redis_version", version), SAVE))
                .isEqualTo(error("the server is Redis " + version + ", expected 6.2 or newer"));
    }

    @Test
    void refusesAClusterThatIsNone() {
        assertThat(ServerCheck.of(RedisForm.CLUSTER, GOOD, SAVE))
                .isEqualTo(error(
                        "quarkus.redis.client-type is cluster, but the server is no node of one (cluster_enabled:0),"
                                + " expected quarkus.redis.client-type=standalone"));
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisForm.class,
            names = {"STANDALONE", "SENTINEL"})
    void refusesANodeOfAClusterThatIsTakenForAServer(RedisForm form) {
        assertThat(ServerCheck.of(form, cluster(), SAVE))
                .isEqualTo(error("quarkus.redis.client-type is " + form + ", but the server is a node of a cluster"
                        + " (cluster_enabled:1), expected quarkus.redis.client-type=cluster"));
    }

    @ParameterizedTest
    @CsvSource({"STANDALONE, standalone", "CLUSTER, cluster"})
    void refusesASentinelThatIsTakenForAServer(RedisForm form, String word) {
        assertThat(ServerCheck.of(form, with("redis_mode", "sentinel"), SAVE))
                .isEqualTo(error(
                        "quarkus.redis.client-type is " + word + ", but the server is a sentinel (redis_mode:sentinel),"
                                + " expected quarkus.redis.client-type=sentinel"));
    }

    @Test
    void refusesAServerThatIsTakenForASentinel() {
        assertThat(ServerCheck.ofSentinel(GOOD))
                .isEqualTo(error(
                        "quarkus.redis.client-type is sentinel, but quarkus.redis.hosts names a server that is none"
                                + " (redis_mode:standalone), expected the addresses of the sentinels"));
        assertThat(ServerCheck.ofSentinel(with("redis_mode", "sentinel"))).isEqualTo(NOTHING);
    }

    @Test
    void warnsOfAReplicaRefusesOneForThePrimaryAndListensToOneInACluster() {
        String replica = "the server is a replica (role:slave)";

        assertThat(ServerCheck.of(RedisForm.STANDALONE, with("role", "slave"), SAVE))
                .isEqualTo(warning(
                        replica + ", to which nothing can be written: name its primary in quarkus.redis.hosts"));
        assertThat(ServerCheck.of(RedisForm.SENTINEL, with("role", "slave"), SAVE))
                .isEqualTo(error(replica + " that the sentinels call the primary; they will find out"));
        assertThat(ServerCheck.of(RedisForm.CLUSTER, cluster().replace("role:master", "role:slave"), SAVE))
                .isEqualTo(NOTHING);
    }

    @Test
    void warnsOfEvictionOnlyWhereThereIsALimit() {
        String evicting = with("maxmemory_policy", "allkeys-lru");

        assertThat(ServerCheck.of(RedisForm.STANDALONE, evicting, SAVE)).isEqualTo(NOTHING);
        assertThat(ServerCheck.of(RedisForm.STANDALONE, evicting.replace("maxmemory:0", "maxmemory:1048576"), SAVE))
                .isEqualTo(warning(
                        "maxmemory-policy is allkeys-lru and maxmemory is 1048576 bytes: histories and their counters"
                                + " may be thrown away without notice; set maxmemory-policy noeviction"));
    }

    @Test
    void warnsOfAServerThatWritesNothingToDiskAsFarAsItTells() {
        String noAof = with("aof_enabled", "0");

        assertThat(ServerCheck.of(RedisForm.STANDALONE, noAof, SAVE)).isEqualTo(NOTHING);
        assertThat(ServerCheck.of(RedisForm.STANDALONE, noAof, Optional.empty()))
                .isEqualTo(NOTHING);
        assertThat(ServerCheck.of(RedisForm.STANDALONE, noAof, Optional.of("")))
                .isEqualTo(warning(
                        "nothing is written to disk (appendonly no, save \"\"): a restart of the server loses all"
                                + " histories; set appendonly yes"));
    }

    @Test
    void makesNothingOfWhatIsNotInfo() {
        assertThat(ServerCheck.of(RedisForm.STANDALONE, "", Optional.empty())).isEqualTo(NOTHING);
        assertThat(ServerCheck.of(RedisForm.STANDALONE, "redis_version:x.y\n:\nmaxmemory:much", Optional.empty()))
                .isEqualTo(NOTHING);
    }

    private static ServerCheck.Findings error(String error) {
        return new ServerCheck.Findings(List.of(error), List.of());
    }

    private static ServerCheck.Findings warning(String warning) {
        return new ServerCheck.Findings(List.of(), List.of(warning));
    }

    private static String with(String field, String value) {
        return GOOD.replaceFirst(field + ":.*", field + ':' + value);
    }

    private static String cluster() {
        return GOOD.replace("cluster_enabled:0", "cluster_enabled:1").replace("mode:standalone", "mode:cluster");
    }
}
