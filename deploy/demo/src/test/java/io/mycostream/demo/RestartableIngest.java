package io.mycostream.demo;

import io.mycostream.local.TokenIssuer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The packaged ingest service alone, with a spool, which can be killed and is then started again with the same settings, as
 * whoever looks after it on a server does.
 */
final class RestartableIngest implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(60);

    private final DemoPorts ports = DemoPorts.free();
    private final Path folder;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private ServiceProcess process;
    private int starts;

    /**
     * Starts it and waits until it is ready.
     *
     * @param redis where Redis is
     * @param folder for its logs, its spool and the public key
     * @param own settings on top of those it needs to run
     */
    RestartableIngest(String redis, Path folder, Map<String, String> own) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        TokenIssuer tokens = TokenIssuer.generate("mycostream-demo", "OBSERVER", folder);
        settings.put("quarkus.http.host", "127.0.0.1");
        settings.put("quarkus.http.port", String.valueOf(ports.ingest()));
        settings.put("quarkus.management.host", "127.0.0.1");
        settings.put("quarkus.management.port", String.valueOf(ports.ingestManagement()));
        settings.put("quarkus.redis.hosts", redis);
        settings.put(
                "mp.jwt.verify.publickey.location", tokens.publicKey().toUri().toString());
        settings.put("mp.jwt.verify.issuer", tokens.name());
        settings.put("ingest.spool.directory", folder.resolve("spool").toString());
        settings.putAll(own);
        process = start();
        awaitReady();
    }

    private ServiceProcess start() throws IOException {
        return ServiceProcess.start(
                "ingest",
                Path.of(System.getProperty("demo.ingest")),
                settings,
                ports.ingestManagement(),
                folder.resolve("ingest-" + ++starts + ".log"));
    }

    /** Waits until it says that it is ready. */
    synchronized void awaitReady() throws InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            process.awaitReady(http, START);
        }
    }

    /** Ends it with SIGKILL and starts it again at once, without waiting for it to be ready. */
    synchronized void killAndStart() throws IOException {
        process.kill();
        process = start();
    }

    /** Whether it still runs. */
    synchronized boolean isRunning() {
        return !process.ended().isDone();
    }

    /** Where its metrics are. */
    int managementPort() {
        return ports.ingestManagement();
    }

    @Override
    public synchronized void close() {
        process.close();
    }
}
