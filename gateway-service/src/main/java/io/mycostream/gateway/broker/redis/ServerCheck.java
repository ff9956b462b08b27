package io.mycostream.gateway.broker.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server says of itself, judged: whether the gateway can work with it, and what an operator should change. A pure
 * function of the text of INFO.
 */
final class ServerCheck {

    /**
     * The result.
     *
     * @param errors why the gateway cannot work with the server; empty when it can
     * @param warnings what will cost events some day; each names the setting and what it should be
     */
    record Findings(List<String> errors, List<String> warnings) {

        Findings {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }

    private static final int OLDEST_MAJOR = 6;
    private static final int OLDEST_MINOR = 2;

    private final RedisForm form;
    private final Map<String, String> info;
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private ServerCheck(RedisForm form, String info) {
        this.form = form;
        this.info = parse(info);
    }

    /**
     * Judges a server that is to keep the keys, not a sentinel.
     *
     * @param form what the settings say it is
     * @param info the text of INFO
     * @param save the setting {@code save}, which INFO does not tell; empty when it is not known
     */
    static Findings of(RedisForm form, String info, Optional<String> save) {
        ServerCheck check = new ServerCheck(form, info);
        check.version();
        check.mode();
        if (check.errors.isEmpty()) {
            check.role();
            check.eviction();
            check.persistence(save);
        }
        return new Findings(check.errors, check.warnings);
    }

    /** Judges what {@code quarkus.redis.hosts} names when the settings speak of sentinels. */
    static Findings ofSentinel(String info) {
        ServerCheck check = new ServerCheck(RedisForm.SENTINEL, info);
        if (!check.says("redis_mode", "sentinel")) {
            check.errors.add(
                    "quarkus.redis.client-type is sentinel, but quarkus.redis.hosts names a server that is none"
                            + " (redis_mode:" + check.said("redis_mode")
                            + "), expected the addresses of the sentinels");
        }
        return new Findings(check.errors, check.warnings);
    }

    private void version() {
        String version = said("redis_version");
        String[] parts = version.split("\\.", -1);
        if (parts.length < 2 || !isNumber(parts[0]) || !isNumber(parts[1])) {
            return;
        }
        int major = Integer.parseInt(parts[0]);
        int minor = Integer.parseInt(parts[1]);
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            errors.add(
                    "the server is Redis " + version + ", expected " + OLDEST_MAJOR + '.' + OLDEST_MINOR + " or newer");
        }
    }

    private void mode() {
        String mode = said("redis_mode");
        if (says("redis_mode", "sentinel")) {
            errors.add("quarkus.redis.client-type is " + form + ", but the server is a sentinel (redis_mode:" + mode
                    + "), expected quarkus.redis.client-type=sentinel");
        } else if (form == RedisForm.CLUSTER && !says("cluster_enabled", "1")) {
            errors.add("quarkus.redis.client-type is cluster, but the server is no node of one (cluster_enabled:"
                    + said("cluster_enabled") + "), expected quarkus.redis.client-type=standalone");
        } else if (form != RedisForm.CLUSTER && says("cluster_enabled", "1")) {
            errors.add("quarkus.redis.client-type is " + form + ", but the server is a node of a cluster"
                    + " (cluster_enabled:1), expected quarkus.redis.client-type=cluster");
        }
    }

    private void role() {
        if (!says("role", "slave")) {
            return;
        }
        switch (form) {
            case STANDALONE ->
                warnings.add(
                        "the server is a replica (role:slave), to which nothing can be written: name its primary in"
                                + " quarkus.redis.hosts");
            case SENTINEL ->
                errors.add(
                        "the server is a replica (role:slave) that the sentinels call the primary; they will find out");
            case CLUSTER -> {
                // every node hears every PUBLISH, and keys have their own way
            }
        }
    }

    private void eviction() {
        String limit = said("maxmemory");
        if (isNumber(limit) && !limit.equals("0") && !says("maxmemory_policy", "noeviction")) {
            warnings.add("maxmemory-policy is " + said("maxmemory_policy") + " and maxmemory is " + limit
                    + " bytes: histories and their counters may be thrown away without notice; set maxmemory-policy"
                    + " noeviction");
        }
    }

    private void persistence(Optional<String> save) {
        if (says("aof_enabled", "0") && save.filter(String::isBlank).isPresent()) {
            warnings.add("nothing is written to disk (appendonly no, save \"\"): a restart of the server loses all"
                    + " histories; set appendonly yes");
        }
    }

    private boolean says(String field, String value) {
        return said(field).equals(value);
    }

    private String said(String field) {
        return info.getOrDefault(field, "not told");
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.length() <= 18 && text.chars().allMatch(Character::isDigit);
    }

    private static Map<String, String> parse(String info) {
        Map<String, String> fields = new HashMap<>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return fields;
    }
}
