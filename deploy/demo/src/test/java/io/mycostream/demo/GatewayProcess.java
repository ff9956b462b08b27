package io.mycostream.demo;

import io.mycostream.local.TokenIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The packaged gateway alone, beside a Redis, as an operator would start it. */
final class GatewayProcess implements AutoCloseable {

    private final DemoPorts ports = DemoPorts.free();
    private final TokenIssuer tokens;
    private final ServiceProcess process;

    /**
     * Starts it beside a Redis of any form.
     *
     * @param hosts where Redis is
     * @param folder for its log and the public key
     * @param settings on top of those it needs to run
     */
    GatewayProcess(String hosts, Path folder, Map<String, String> settings) throws IOException {
        this(hosts, folder, settings, List.of());
    }

    /**
     * Starts it beside a Redis of any form, in a JVM with options of its own.
     *
     * @param hosts where Redis is
     * @param folder for its log and the public key
     * @param settings on top of those it needs to run
     * @param jvm options that count before the usual ones
     */
    GatewayProcess(String hosts, Path folder, Map<String, String> settings, List<String> jvm) throws IOException {
        tokens = TokenIssuer.generate("mycostream-demo", "OBSERVER", folder);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", String.valueOf(ports.gateway()));
        all.put("quarkus.management.host", "127.0.0.1");
        all.put("quarkus.management.port", String.valueOf(ports.gatewayManagement()));
        all.put("quarkus.redis.hosts", hosts);
        all.put("mp.jwt.verify.publickey.location", tokens.publicKey().toUri().toString());
        all.put("mp.jwt.verify.issuer", tokens.name());
        all.putAll(settings);
        process = ServiceProcess.start(
                "gateway",
                jvm,
                Path.of(System.getProperty("demo.gateway")),
                all,
                ports.gatewayManagement(),
                folder.resolve("gateway.log"));
    }

    int port() {
        return ports.gateway();
    }

    TokenIssuer tokens() {
        return tokens;
    }

    ServiceProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
