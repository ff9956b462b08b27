package io.mycostream.sim;

import io.mycostream.local.CannotStartException;
import io.mycostream.sim.line.Faults;
import io.mycostream.sim.mqtt.BrokerAddress;
import io.mycostream.sim.mqtt.Form;
import io.mycostream.sim.mqtt.GatewaySettings;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the gateway computer. */
final class GatewayOptions {

    @Option(
            names = "--mqtt",
            paramLabel = "URI",
            description = {
                "Publish to this broker instead of playing a board:",
                "mqtt://user:password@host:1883, mqtts:// for TLS."
            })
    private @Nullable String broker;

    @Option(
            names = "--mqtt-id",
            paramLabel = "ID",
            defaultValue = "mycobrain-sim",
            description = "The device in its topics (default: ${DEFAULT-VALUE}).")
    private String deviceId = "";

    @Option(
            names = "--prefix",
            paramLabel = "LEVEL",
            defaultValue = "mycobrain",
            description = "First level of its topics (default: ${DEFAULT-VALUE}).")
    private String prefix = "";

    @Option(
            names = "--form",
            paramLabel = "FORM",
            defaultValue = "pack",
            description = "pack, readings, flat or envelope (default: ${DEFAULT-VALUE}).")
    private String form = "";

    @Option(
            names = "--qos",
            paramLabel = "0|1",
            defaultValue = "1",
            description = "With 1, what the broker has confirmed counts as delivered (default: ${DEFAULT-VALUE}).")
    private int qos;

    @Option(
            names = "--heartbeat",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationText.class,
            description = "Time between two heartbeats (default: ${DEFAULT-VALUE}).")
    private Duration heartbeat = Duration.ZERO;

    Optional<String> broker() {
        return Optional.ofNullable(broker);
    }

    GatewaySettings settings(BrokerAddress address, Optional<Double> rateHz, Faults faults, long seed)
            throws CannotStartException {
        Form chosen = Form.named(form)
                .orElseThrow(() -> new CannotStartException("there is no form \"" + form + "\"; there are "
                        + Arrays.stream(Form.values()).map(Form::label).collect(Collectors.joining(", "))));
        return new GatewaySettings(address, prefix, deviceId, chosen, qos, rateHz.orElse(1.0), heartbeat, faults, seed);
    }
}
