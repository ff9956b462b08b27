package io.mycostream.demo;

import io.mycostream.local.RedisServer;
import io.mycostream.local.TokenIssuer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The packaged ingest service alone, beside a Redis, as an operator would start it. */
final class IngestProcess implements AutoCloseable {

    private final DemoPorts ports = DemoPorts.free();
    private final TokenIssuer tokens;
    private final ServiceProcess process;

    /**
     * Starts it.
     *
     * @param folder for its log and the public key
     * @param settings on top of those it needs to run
     */
    IngestProcess(RedisServer redis, Path folder, Map<String, String> settings) throws IOException {
        tokens = TokenIssuer.generate("mycostream-demo", "ADMIN", folder);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("quarkus.http.host", "127.0.0.1");
        all.put("quarkus.http.port", String.valueOf(ports.ingest()));
        all.put("quarkus.management.host", "127.0.0.1");
        all.put("quarkus.management.port", String.valueOf(ports.ingestManagement()));
        all.put("quarkus.redis.hosts", redis.uri());
        all.put("mp.jwt.verify.publickey.location", tokens.publicKey().toUri().toString());
        all.put("mp.jwt.verify.issuer", tokens.name());
        all.putAll(settings);
        process = ServiceProcess.start(
                "ingest",
                Path.of(System.getProperty("demo.ingest")),
                all,
                ports.ingestManagement(),
                folder.resolve("ingest.log"));
    }

    /** Where its API is; an empty path is its root. */
    String api(String path) {
        return "http://127.0.0.1:" + ports.ingest() + path;
    }

    /** A token of somebody who may give commands. */
    String token() {
        return tokens.issue("operator", Duration.ofHours(1));
    }

    ServiceProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
    }
}
