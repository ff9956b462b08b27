package io.mycostream.ingest.app;

import io.mycostream.ingest.link.mqtt.MqttLink;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while something can be heard. A broker that is away is named here and makes the service unready only when there is no
 * other MQTT link that works and no serial port is open. Without any MQTT link configured nothing is asked of the links: ports
 * come and go with their boards.
 */
@Readiness
public class LinkReadiness implements HealthCheck {

    private final MqttLinks mqtt;
    private final IngestMetrics metrics;

    /** Takes who knows. */
    public LinkReadiness(MqttLinks mqtt, IngestMetrics metrics) {
        this.mqtt = mqtt;
        this.metrics = metrics;
    }

    @Override
    public HealthCheckResponse call() {
        List<MqttLink> links = mqtt.links();
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("links").withData("serial", metrics.openLinks());
        boolean working = links.isEmpty() || metrics.openLinks() > 0;
        for (MqttLink link : links) {
            Optional<String> trouble = link.trouble();
            answer.withData(link.name(), trouble.orElse("up"));
            working |= trouble.isEmpty();
        }
        return answer.status(working).build();
    }
}
