package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.local.RedisServer;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.RedisKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;

/** A real Redis, gateways around it, the SDK and any other program beside them, and one channel that they speak of. */
final class Scene implements AutoCloseable {

    static final Channel NEWS = new Channel("scene:news");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern CLIENT_ID = Pattern.compile("(?m)^id=(\\d+) ");

    final RedisServer redis;
    final RedisCli cli;
    final RedisPublisher sdk;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Set<String>> subscriptions = new HashMap<>();

    Scene() {
        this(RedisServer.start());
    }

    Scene(RedisServer redis) {
        this.redis = redis;
        cli = new RedisCli(redis.port());
        sdk = RedisPublisher.builder().uri(redis.uri()).build();
    }

    static ConditionFactory soon() {
        return await().atMost(LIMIT).pollInterval(Duration.ofMillis(5));
    }

    Node.Casting aNode() {
        return Node.at(redis.port());
    }

    /** A node that listens to the news and keeps so many of them. */
    Node listening(int keeping) throws Exception {
        return add(aNode().keeping("scene:*", keeping).start()).listening(NEWS);
    }

    /** Takes a node on; it is closed with the scene. */
    Node add(Node node) {
        nodes.add(node);
        node.awaitProven(true);
        subscriptions.put(node, subscriptionsOf(node));
        return node;
    }

    private Set<String> subscriptionsOf(Node node) {
        Set<String> ids = new LinkedHashSet<>();
        Matcher found = CLIENT_ID.matcher(cli.ask("CLIENT", "LIST", "TYPE", "pubsub"));
        while (found.find()) {
            ids.add(found.group(1));
        }
        subscriptions.forEach((other, others) -> {
            if (other != node) {
                ids.removeAll(others);
            }
        });
        return ids;
    }

    /** Ends a node's subscription, and no other's; returns at once. */
    void cut(Node node) {
        Set<String> ids = subscriptionsOf(node);
        assertThat(ids).hasSize(1);
        assertThat(cli.ask("CLIENT", "KILL", "ID", ids.iterator().next())).startsWith(":1");
    }

    /** Ends a node's subscription and waits until it has noticed; it is back a moment later. */
    void cutAndAwaitNotice(Node node) {
        long before = node.broker.delivery().interruptions();
        cut(node);
        soon().until(() -> node.broker.delivery().interruptions() > before);
    }

    /** The SDK publishes {@code {"n":<from>}} to {@code {"n":<to>}}. */
    void publish(int from, int to) {
        IntStream.rangeClosed(from, to).forEach(n -> sdk.publish(NEWS.name(), Map.of("n", n)));
    }

    static String[] numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj("{\"n\":%d}"::formatted).toArray(String[]::new);
    }

    /** Another program publishes a text. */
    void say(String text) {
        cli.publish(NEWS.name(), text);
    }

    static void awaitHeard(Node node, int publications) {
        soon().until(() -> node.ears.received.size() >= publications);
    }

    static List<String> ids(Node node) {
        return node.ears.received.stream().map(Publication::id).toList();
    }

    static List<String> heard(Node node) {
        return List.copyOf(node.ears.heard);
    }

    static String historyKey() {
        return RedisKeys.history(NEWS.name());
    }

    static String metaKey() {
        return RedisKeys.meta(NEWS.name());
    }

    String epoch() {
        return cli.ask("HGET", metaKey(), "epoch").lines().skip(1).findFirst().orElseThrow();
    }

    long length() {
        String answer = cli.ask("XLEN", historyKey());
        return Long.parseLong(answer.substring(1, answer.indexOf('\r')));
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        sdk.close();
        redis.close();
    }
}
