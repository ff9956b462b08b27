package io.mycostream.demo;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.BIG_DECIMAL;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the manifests and Dockerfiles say, held against each other and against the services' sources. */
class ManifestsTest {

    private static final String USER = "10001";

    private final Manifests base = readBase();

    private static Manifests readBase() {
        try {
            return Manifests.in("base");
        } catch (IOException e) {
            throw new IllegalStateException("the base cannot be read", e);
        }
    }

    static List<String> folders() throws IOException {
        return Manifests.folders();
    }

    static Stream<Deployment> deployments() {
        return readBase().all(Deployment.class).stream();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyFileIsNamedByItsKustomizationAndHasOnlyKnownFields(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Manifests.ALL.resolve(folder))) {
            List<String> there = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                    .toList();
            assertThat(Kustomization.in(Manifests.ALL.resolve(folder)).files())
                    .containsExactlyInAnyOrderElementsOf(there);
        }
        assertThat(Manifests.in(folder).objects()).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void containersListenWhereTheServicesDo(PackagedService service) throws IOException {
        Map<String, Integer> ports = base.container(service.deployment()).getPorts().stream()
                .collect(toMap(ContainerPort::getName, ContainerPort::getContainerPort));

        assertThat(ports).isEqualTo(Map.of("http", service.port(), "management", service.managementPort()));
        assertThat(base.pod(service.deployment()).getMetadata().getAnnotations())
                .containsEntry("prometheus.io/port", String.valueOf(service.managementPort()))
                .containsEntry("prometheus.io/scrape", "true");
        for (String dockerfile : PackagedService.DOCKERFILES) {
            assertThat(service.dockerfile(dockerfile).ports())
                    .as(dockerfile)
                    .containsExactly(service.port(), service.managementPort());
        }
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void probesAskAPortOfTheContainerByItsName(Deployment deployment) {
        Container container = container(deployment);
        List<String> ports =
                container.getPorts().stream().map(ContainerPort::getName).toList();

        for (Probe probe :
                List.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())) {
            assertThat(portOf(probe)).isIn(ports);
        }
    }

    private static String portOf(Probe probe) {
        return probe.getHttpGet() == null
                ? probe.getTcpSocket().getPort().getStrVal()
                : probe.getHttpGet().getPort().getStrVal();
    }

    @Test
    void servicesAndBudgetsFindTheirPods() {
        Map<String, Map<String, String>> labels = deployments()
                .collect(toMap(
                        deployment -> deployment.getMetadata().getName(),
                        deployment ->
                                deployment.getSpec().getTemplate().getMetadata().getLabels()));
        deployments()
                .forEach(deployment -> assertThat(
                                labels.get(deployment.getMetadata().getName()))
                        .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels()));

        for (Service service : base.all(Service.class)) {
            String name = service.getMetadata().getName();
            assertThat(labels.get(name)).containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(base.container(name).getPorts())
                    .extracting(ContainerPort::getName)
                    .contains(service.getSpec()
                            .getPorts()
                            .getFirst()
                            .getTargetPort()
                            .getStrVal());
        }
        PodDisruptionBudget budget = base.the(PodDisruptionBudget.class, "gateway");
        assertThat(labels.get("gateway"))
                .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels());
        assertThat(base.the(Deployment.class, "gateway").getSpec().getReplicas())
                .as("one may go and one stays")
                .isGreaterThan(budget.getSpec().getMaxUnavailable().getIntVal());
    }

    @Test
    void everyObjectIsLabelled() {
        for (HasMetadata object : base.objects()) {
            if (!object.getKind().equals("Namespace")) {
                assertThat(object.getMetadata().getLabels())
                        .as(object.getKind() + ' ' + object.getMetadata().getName())
                        .containsKeys("app.kubernetes.io/name", "app.kubernetes.io/component");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyVariableIsADocumentedKey(PackagedService service) throws IOException {
        Set<String> documented = ConfigurationTable.of(service).variables();
        Set<String> given = new TreeSet<>(base.environment(service.deployment()).keySet());
        for (String folder : folders()) {
            Manifests manifests = Manifests.in(folder);
            for (Deployment deployment : manifests.all(Deployment.class)) {
                if (deployment.getMetadata().getName().equals(service.deployment())) {
                    container(deployment).getEnv().forEach(variable -> given.add(variable.getName()));
                }
            }
        }

        assertThat(documented).containsAll(given);
    }

    /** Kubernetes would add {@code GATEWAY_PORT} and others for the Service, which look like settings of ours. */
    @ParameterizedTest
    @MethodSource("deployments")
    void noVariablesComeFromServicesAndNoTokenFromTheCluster(Deployment deployment) {
        PodSpec pod = pod(deployment);

        assertThat(pod.getEnableServiceLinks()).isFalse();
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void podsKeepTheStrictestStandard(Deployment deployment) {
        PodSpec pod = pod(deployment);
        Container container = container(deployment);

        assertThat(pod.getContainers()).hasSize(1);
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(Long.parseLong(USER));
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container.getSecurityContext().getPrivileged()).isNull();
        assertThat(pod.getVolumes()).extracting(Volume::getHostPath).containsOnlyNulls();
    }

    @Test
    void onlyThePodOnTheBoardsNodeIsPrivileged() throws IOException {
        Manifests overlay = Manifests.in("overlays/serial-node");

        assertThat(overlay.all(Deployment.class))
                .extracting(deployment -> deployment.getMetadata().getName())
                .containsExactly("ingest");
        assertThat(overlay.pod("ingest").getSpec().getNodeSelector()).isNotEmpty();
        assertThat(overlay.container("ingest").getSecurityContext().getPrivileged())
                .isTrue();
        assertThat(overlay.environment("ingest")).containsEntry("INGEST_SERIAL_PORTS", "auto");
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void resourcesAreAskedForAndLimited(Deployment deployment) {
        Container container = container(deployment);

        assertThat(container.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
        container
                .getResources()
                .getRequests()
                .forEach((resource, request) -> assertThat(
                                container.getResources().getLimits().get(resource))
                        .as(resource)
                        .extracting(Quantity::getNumericalAmount, BIG_DECIMAL)
                        .isGreaterThanOrEqualTo(request.getNumericalAmount()));
        assertThat(pod(deployment).getVolumes())
                .filteredOn(volume -> volume.getEmptyDir() != null)
                .allSatisfy(volume ->
                        assertThat(volume.getEmptyDir().getSizeLimit()).isNotNull());
    }

    @Test
    void theGatewayHasTheTimeToLetItsClientsGo() throws Exception {
        Deployment gateway = deployments()
                .filter(deployment -> deployment.getMetadata().getName().equals("gateway"))
                .findFirst()
                .orElseThrow();
        String period = Objects.requireNonNull(
                        ConfigurationTable.of(PackagedService.GATEWAY).rows().get("gateway.drain.period"))
                .standard();
        Duration drain = Duration.parse("PT" + period.toUpperCase(Locale.ROOT));
        Duration pause = Duration.ofSeconds(
                container(gateway).getLifecycle().getPreStop().getSleep().getSeconds());

        assertThat(Duration.ofSeconds(pod(gateway).getTerminationGracePeriodSeconds()))
                .isGreaterThanOrEqualTo(pause.plus(drain).plusSeconds(10));
    }

    @Test
    void imagesAreOfOneVersion() throws IOException {
        Matcher version = Pattern.compile("<artifactId>mycostream</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(Files.readString(Manifests.ROOT.resolve("pom.xml")));
        assertThat(version.find()).isTrue();

        for (PackagedService service : PackagedService.values()) {
            String image = "mycostream/" + service + ':' + version.group(1);
            assertThat(base.container(service.deployment()).getImage()).isEqualTo(image);
            for (String dockerfile : PackagedService.DOCKERFILES) {
                assertThat(service.module().resolve("src/main/docker").resolve(dockerfile))
                        .content()
                        .contains(" -t " + image + ' ');
            }
        }
        assertThat(base.all(Deployment.class))
                .extracting(deployment -> container(deployment).getImage())
                .allMatch(ManifestsTest::isPinned);
    }

    private static boolean isPinned(String image) {
        return image.contains("@sha256:") || image.matches(".+:(?!latest$)[^/:]+");
    }

    @ParameterizedTest
    @EnumSource
    void imagesBelongToNobodyInParticular(PackagedService service) throws IOException {
        for (String name : PackagedService.DOCKERFILES) {
            Dockerfile dockerfile = service.dockerfile(name);

            assertThat(dockerfile.user()).isEqualTo(USER + ':' + USER);
            assertThat(dockerfile.base()).as(name).matches(ManifestsTest::isPinned);
            assertThat(Files.readString(
                            service.module().resolve("src/main/docker").resolve(name)))
                    .contains("--chown=" + USER + ':' + USER);
        }
        assertThat(service.dockerfile("Dockerfile.jvm").copies())
                .allSatisfy(copy -> assertThat(copy.matches(service.module()))
                        .as(copy.source())
                        .isNotEmpty());
        assertThat(service.dockerfile("Dockerfile.native").copies())
                .extracting(Dockerfile.Copy::source)
                .containsExactly("target/*-runner");
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void whatIsMountedIsThere(Deployment deployment) {
        Map<String, Volume> volumes =
                pod(deployment).getVolumes().stream().collect(toMap(Volume::getName, volume -> volume));

        assertThat(container(deployment).getVolumeMounts())
                .extracting(VolumeMount::getName)
                .containsExactlyInAnyOrderElementsOf(volumes.keySet());
        volumes.values().stream()
                .filter(volume -> volume.getConfigMap() != null)
                .forEach(volume -> assertThat(
                                base.generated(volume.getConfigMap().getName()))
                        .isNotEmpty());
    }

    @Test
    void theGatewayReadsTheKeyThatIsMounted() {
        VolumeMount mount = base.container("gateway").getVolumeMounts().stream()
                .filter(each -> each.getName().equals("token-key"))
                .findAny()
                .orElseThrow();
        String file = base.generated("token-key").keySet().iterator().next();

        assertThat(base.environment("gateway"))
                .containsEntry("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + mount.getMountPath() + '/' + file);
    }

    @Test
    void theSpoolIsOnAVolumeWithRoomForItAndOnTheBoardsNodeOnOneThatOutlivesThePod() throws Exception {
        String directory = base.environment("ingest").get("INGEST_SPOOL_DIRECTORY");
        VolumeMount mount = base.container("ingest").getVolumeMounts().stream()
                .filter(each -> each.getName().equals("spool"))
                .findAny()
                .orElseThrow();
        String most = Objects.requireNonNull(
                        ConfigurationTable.of(PackagedService.INGEST).rows().get("ingest.spool.max-bytes"))
                .standard();
        Manifests overlay = Manifests.in("overlays/serial-node");

        assertThat(directory).startsWith(mount.getMountPath() + '/');
        assertThat(volume(base, "spool").getEmptyDir().getSizeLimit().getNumericalAmount())
                .isGreaterThan(new BigDecimal(most));
        String claim = volume(overlay, "spool").getPersistentVolumeClaim().getClaimName();
        assertThat(overlay.the(PersistentVolumeClaim.class, claim)
                        .getSpec()
                        .getResources()
                        .getRequests())
                .hasEntrySatisfying(
                        "storage", size -> assertThat(size.getNumericalAmount()).isGreaterThan(new BigDecimal(most)));
        assertThat(overlay.pod("ingest").getSpec().getSecurityContext().getFsGroup())
                .isEqualTo(Long.parseLong(USER));
        for (String dockerfile : PackagedService.DOCKERFILES) {
            assertThat(PackagedService.INGEST
                            .module()
                            .resolve("src/main/docker")
                            .resolve(dockerfile))
                    .content()
                    .contains("install -d -o " + USER + " -g " + USER + ' ' + mount.getMountPath());
        }
    }

    /** Names made of the pod's would be others each time: a broker would keep messages for nobody. */
    @Test
    void theIngestServiceKeepsItsNamesWhenItsPodIsAnother() {
        Map<String, String> environment = base.environment("ingest");

        assertThat(environment.get("INGEST_NAME")).isNotBlank();
        assertThat(environment.get("INGEST_MQTT_CLIENT_ID")).isNotBlank();
        assertThat(base.the(Deployment.class, "ingest").getSpec().getReplicas()).isEqualTo(1);
        assertThat(base.the(Deployment.class, "ingest").getSpec().getStrategy().getType())
                .as("the old one goes before the new one takes its names")
                .isEqualTo("Recreate");
    }

    private static Volume volume(Manifests manifests, String name) {
        return manifests.pod("ingest").getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    @Test
    void noPrivateKeyIsAnywhere() throws IOException {
        try (Stream<Path> files = Files.walk(Manifests.ALL)) {
            assertThat(files.filter(Files::isRegularFile))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file).content().doesNotContain("PRIVATE KEY"));
        }
    }

    private static PodSpec pod(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
    }

    private static Container container(Deployment deployment) {
        return pod(deployment).getContainers().getFirst();
    }
}
