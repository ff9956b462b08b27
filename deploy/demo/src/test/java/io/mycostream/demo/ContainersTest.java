package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.mycostream.local.FreePort;
import io.mycostream.local.RedisServer;
import io.mycostream.local.TetheredProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each service as its container would start: from the files that the Dockerfile copies, with its entrypoint, with the
 * variables of image and pod and no others. Ports and addresses are those of this machine.
 */
@Timeout(90)
class ContainersTest {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Path METRICS = Manifests.ROOT.resolve("docs/operations/run.md");

    /** A metric or a value of a tag, as {@code /q/metrics} and the document spell both. */
    private static final Pattern METRIC = Pattern.compile("(?:stream|ingest)_[a-z_]+");

    private static final Pattern TAG = Pattern.compile("[a-z]+=\"([a-z_]+)\"");
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");

    private final HttpClient http = HttpClient.newHttpClient();
    private Manifests manifests;
    private RedisServer redis;

    @BeforeEach
    void startRedisWithThePasswordOfTheSecret() throws IOException {
        manifests = Manifests.in("base");
        redis = RedisServer.start();
        String password = manifests.generated("redis").get("password");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.getOutputStream()
                    .write("CONFIG SET requirepass %s\r\n".formatted(password).getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(3)).asString().isEqualTo("+OK");
        }
    }

    @AfterEach
    void stop() {
        redis.close();
        http.close();
    }

    @ParameterizedTest
    @EnumSource
    void startsAnswersItsProbesIsMeasuredAsDocumentedAndEndsInTime(PackagedService service, @TempDir Path folder)
            throws Exception {
        Path home = Files.createDirectory(folder.resolve("app"));
        Dockerfile dockerfile = service.dockerfile("Dockerfile.jvm");
        dockerfile.assemble(service.module(), home);
        int management = FreePort.find();
        Path log = folder.resolve("log");
        TetheredProcess process = TetheredProcess.start(
                command(dockerfile, home, environment(service, dockerfile, management, folder)), log);
        try {
            Container container = manifests.container(service.deployment());
            for (Probe probe :
                    List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())) {
                String path = probe.getHttpGet().getPath();
                await().atMost(START)
                        .untilAsserted(() -> assertThat(statusOf(management, path))
                                .as("status of %s; log:%n%s", path, Files.readString(log))
                                .isEqualTo(200));
            }
            assertThatMetricsAreDocumented(
                    service, get(management, metricsPath(service)).body());
            assertThat(Files.readString(log))
                    .as("words of the JVM on options that miss")
                    .doesNotContain("WARNING:");
        } finally {
            process.terminate();
        }

        assertThat(process.endsWithin(graceAfterPause(service)))
                .as("%s has ended; its log: %s", service, Files.readString(log))
                .isTrue();
    }

    private Map<String, String> environment(
            PackagedService service, Dockerfile dockerfile, int management, Path folder) {
        Map<String, String> environment = new LinkedHashMap<>(dockerfile.environment());
        environment.putAll(manifests.environment(service.deployment()));
        environment.computeIfPresent(
                "QUARKUS_REDIS_HOSTS", (_, uri) -> uri.replace("redis-for-trying:6379", "127.0.0.1:" + redis.port()));
        environment.computeIfPresent(
                "MP_JWT_VERIFY_PUBLICKEY_LOCATION",
                (_, file) -> file.replace(
                        "/etc/mycostream", manifests.folder().toAbsolutePath().toString()));
        environment.computeIfPresent(
                "INGEST_SPOOL_DIRECTORY", (_, path) -> path.replace("/var/lib/mycostream", folder.toString()));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", String.valueOf(FreePort.find()));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(management));
        return environment;
    }

    private static List<String> command(Dockerfile dockerfile, Path home, Map<String, String> environment) {
        List<String> command = new ArrayList<>(List.of("env", "-i"));
        environment.forEach((name, value) -> command.add(name + '=' + value));
        assertThat(dockerfile.entrypoint().getFirst()).isEqualTo("java");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        dockerfile.entrypoint().stream()
                .skip(1)
                .map(word -> word.replace(Dockerfile.HOME + '/', home.toString() + '/'))
                .forEach(command::add);
        return command;
    }

    private String metricsPath(PackagedService service) {
        return manifests
                .pod(service.deployment())
                .getMetadata()
                .getAnnotations()
                .getOrDefault("prometheus.io/path", "");
    }

    /** Kubernetes counts the pause before the end as part of the grace period. */
    private Duration graceAfterPause(PackagedService service) {
        long grace = manifests.pod(service.deployment()).getSpec().getTerminationGracePeriodSeconds();
        Container container = manifests.container(service.deployment());
        return Duration.ofSeconds(
                container.getLifecycle() == null
                        ? grace
                        : grace
                                - container
                                        .getLifecycle()
                                        .getPreStop()
                                        .getSleep()
                                        .getSeconds());
    }

    private int statusOf(int port, String path) throws InterruptedException {
        try {
            return get(port, path).statusCode();
        } catch (IOException _) {
            return 0; // not listening yet
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    }

    private static void assertThatMetricsAreDocumented(PackagedService service, String exposed) throws IOException {
        Set<String> names = new TreeSet<>();
        Set<String> tagValues = new TreeSet<>();
        String prefix = service == PackagedService.GATEWAY ? "stream_" : "ingest_";
        exposed.lines().filter(line -> line.startsWith(prefix)).forEach(line -> {
            Matcher name = METRIC.matcher(line);
            assertThat(name.lookingAt()).isTrue();
            names.add(name.group().replaceAll("_(bucket|count|sum)$", ""));
            TAG.matcher(line).results().forEach(tag -> tagValues.add(tag.group(1)));
        });
        Set<String> documented = new TreeSet<>();
        CODE.matcher(Files.readString(METRICS)).results().forEach(code -> documented.add(code.group(1)));

        assertThat(documented).containsAll(names).containsAll(tagValues);
        assertThat(documented)
                .filteredOn(
                        code -> code.startsWith(prefix) && METRIC.matcher(code).matches())
                .allMatch(code -> names.contains(code) || tagValues.contains(code));
    }
}
