package io.mycostream.ingest.link.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a broker is reached and what is asked of it.
 *
 * @param protocol version of MQTT
 * @param clientId names the session that the broker keeps; no two processes may use one at a time
 * @param username without it nobody is named
 * @param topics filters to subscribe to, at QoS 1; those of Meshtastic networks, {@code msh/...}, at QoS 0, as these send
 * @param group processes that name the same group share the messages; without it each gets all
 * @param keepAlive how often the broker has to be heard of; whole seconds
 * @param inFlight most messages that wait for their acknowledgement, 1 to 65535
 * @param sessionExpiry how long the broker keeps the session without us; MQTT 5 only, brokers for 3.1.1 decide themselves
 * @param maxBytes largest body wanted; MQTT 5 brokers send no larger packets
 * @param ackTimeout after how long with an unsettled message the connection is made anew, so that the broker sends it again
 * @param connectTimeout limit for the connection, and again for the broker's answer
 * @param tls for {@code mqtts}: whom to trust and who we are
 */
public record BrokerSettings(
        BrokerAddress address,
        Protocol protocol,
        String clientId,
        Optional<String> username,
        Optional<String> password,
        List<String> topics,
        Optional<String> group,
        Duration keepAlive,
        int inFlight,
        Duration sessionExpiry,
        int maxBytes,
        Duration ackTimeout,
        Duration connectTimeout,
        Tls tls) {

    /** The versions of MQTT that are spoken. */
    public enum Protocol {
        V3_1_1,
        V5
    }

    /**
     * Certificates, all of them PEM files.
     *
     * @param authorities whom to trust; without it those the JVM trusts
     * @param certificate ours, for brokers that ask for one
     * @param key its private key, unencrypted PKCS 8
     */
    public record Tls(Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {}

    private static final String EVERYTHING = "/#";

    /** What boards answer to commands: each of a group needs what is meant for it, and the group would give it to any. */
    private static final String ANSWERS = "/+/response";

    public BrokerSettings {
        topics = List.copyOf(topics);
    }

    /** The filters as the broker is to see them; those of the topics come first, in their order. */
    List<String> filters() {
        return group.map(name -> Stream.concat(
                                topics.stream().map(topic -> "$share/" + name + '/' + topic),
                                topics.stream()
                                        .filter(topic -> topic.endsWith(EVERYTHING))
                                        .map(topic -> topic.replace(EVERYTHING, ANSWERS)))
                        .toList())
                .orElse(topics);
    }
}
