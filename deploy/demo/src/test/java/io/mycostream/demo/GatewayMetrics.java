package io.mycostream.demo;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/** What a gateway tells Prometheus at one moment, or another service that does. */
record GatewayMetrics(List<String> lines) {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    static GatewayMetrics of(ServiceProcess gateway, HttpClient http) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(gateway.health().resolve("../metrics"))
                .timeout(LIMIT)
                .build();
        return new GatewayMetrics(
                http.send(request, BodyHandlers.ofString()).body().lines().toList());
    }

    /** The value of a metric, its tags written as Prometheus does. */
    double value(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no metric is called " + name));
    }
}
