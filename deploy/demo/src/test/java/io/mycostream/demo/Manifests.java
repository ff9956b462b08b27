package io.mycostream.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * One folder of Kubernetes manifests, read as Kubernetes would: a field that it does not know is an error.
 *
 * @param folder where they are
 * @param objects what the files that the kustomization names describe
 * @param generated keys and values of the ConfigMaps and Secrets that the kustomization makes, by their name
 */
record Manifests(Path folder, List<HasMetadata> objects, Map<String, Map<String, String>> generated) {

    /** The top of the repository. */
    static final Path ROOT = Path.of(System.getProperty("demo.root", "."));

    static final Path ALL = ROOT.resolve("deploy/kubernetes");

    /** The model keeps what it does not know in a map; without that, the mapper refuses it. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    /** Names of the folders with a kustomization, the base first. */
    static List<String> folders() throws IOException {
        try (Stream<Path> overlays = Files.list(ALL.resolve("overlays"))) {
            return Stream.concat(
                            Stream.of("base"),
                            overlays.map(folder -> "overlays/" + folder.getFileName())
                                    .sorted())
                    .toList();
        }
    }

    /** Reads a folder below {@code deploy/kubernetes}. */
    static Manifests in(String name) throws IOException {
        Path folder = ALL.resolve(name);
        Kustomization kustomization = Kustomization.in(folder);
        List<HasMetadata> objects = new ArrayList<>();
        for (String file : kustomization.files()) {
            for (Object document : new Yaml().loadAll(Files.readString(folder.resolve(file)))) {
                objects.add(STRICT.convertValue(document, modelOf((Map<?, ?>) document)));
            }
        }
        return new Manifests(folder, List.copyOf(objects), kustomization.generated(folder));
    }

    private static Class<? extends HasMetadata> modelOf(Map<?, ?> document) {
        return switch (String.valueOf(document.get("kind"))) {
            case "Namespace" -> Namespace.class;
            case "Deployment" -> Deployment.class;
            case "PersistentVolumeClaim" -> PersistentVolumeClaim.class;
            case "Service" -> Service.class;
            case "PodDisruptionBudget" -> PodDisruptionBudget.class;
            default -> throw new IllegalArgumentException("a kind that is not checked here: " + document);
        };
    }

    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T the(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException("no " + kind.getSimpleName() + ' ' + name));
    }

    PodTemplateSpec pod(String deployment) {
        return the(Deployment.class, deployment).getSpec().getTemplate();
    }

    /** The one container of a deployment's pod. */
    Container container(String deployment) {
        return pod(deployment).getSpec().getContainers().getFirst();
    }

    /** The environment that Kubernetes gives to the container of a deployment, references looked up. */
    Map<String, String> environment(String deployment) {
        Container container = container(deployment);
        Map<String, String> environment = new LinkedHashMap<>();
        container
                .getEnvFrom()
                .forEach(source ->
                        environment.putAll(generated(source.getConfigMapRef().getName())));
        container.getEnv().forEach(variable -> environment.put(variable.getName(), value(variable)));
        return environment;
    }

    private String value(EnvVar variable) {
        if (variable.getValueFrom() == null) {
            return variable.getValue();
        }
        String secret = variable.getValueFrom().getSecretKeyRef().getName();
        String key = variable.getValueFrom().getSecretKeyRef().getKey();
        String value = generated(secret).get(key);
        if (value == null) {
            throw new IllegalStateException("secret " + secret + " has no " + key);
        }
        return value;
    }

    /** Contents of a generated ConfigMap or Secret. */
    Map<String, String> generated(String name) {
        Map<String, String> contents = generated.get(name);
        if (contents == null) {
            throw new IllegalStateException("nothing is generated under the name " + name);
        }
        return contents;
    }
}
