package io.mycostream.demo;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/**
 * What a {@code kustomization.yaml} puts together, as far as ours use it.
 *
 * @param resources files, and folders with a kustomization of their own
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Kustomization(
        List<String> resources,
        List<Patch> patches,
        List<Generator> configMapGenerator,
        List<Generator> secretGenerator) {

    Kustomization(
            @Nullable List<String> resources,
            @Nullable List<Patch> patches,
            @Nullable List<Generator> configMapGenerator,
            @Nullable List<Generator> secretGenerator) {
        this.resources = orEmpty(resources);
        this.patches = orEmpty(patches);
        this.configMapGenerator = orEmpty(configMapGenerator);
        this.secretGenerator = orEmpty(secretGenerator);
    }

    record Patch(String path) {}

    /** Makes a ConfigMap or a Secret. */
    record Generator(String name, List<String> literals, List<String> envs, List<String> files) {

        Generator(
                String name,
                @Nullable List<String> literals,
                @Nullable List<String> envs,
                @Nullable List<String> files) {
            this.name = name;
            this.literals = orEmpty(literals);
            this.envs = orEmpty(envs);
            this.files = orEmpty(files);
        }

        private Map<String, String> contents(Path folder) throws IOException {
            List<String> assignments = new ArrayList<>(literals);
            for (String file : envs) {
                assignments.addAll(Files.readAllLines(folder.resolve(file)).stream()
                        .filter(line -> !line.isBlank() && !line.startsWith("#"))
                        .toList());
            }
            Map<String, String> contents = new LinkedHashMap<>();
            for (String assignment : assignments) {
                int sign = assignment.indexOf('=');
                contents.put(assignment.substring(0, sign), assignment.substring(sign + 1));
            }
            for (String file : files) {
                contents.put(file, Files.readString(folder.resolve(file)));
            }
            return contents;
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static Kustomization in(Path folder) throws IOException {
        Object yaml = new Yaml().load(Files.readString(folder.resolve("kustomization.yaml")));
        return new ObjectMapper().convertValue(yaml, Kustomization.class);
    }

    /** The files of objects and patches; not the folders. */
    List<String> files() {
        List<String> files = new ArrayList<>(
                resources.stream().filter(name -> name.endsWith(".yaml")).toList());
        patches.forEach(patch -> files.add(patch.path()));
        return files;
    }

    /** Keys and values of the ConfigMaps and Secrets, by their name. */
    Map<String, Map<String, String>> generated(Path folder) throws IOException {
        List<Generator> generators = new ArrayList<>(configMapGenerator);
        generators.addAll(secretGenerator);
        Map<String, Map<String, String>> generated = new LinkedHashMap<>();
        for (Generator generator : generators) {
            generated.put(generator.name(), generator.contents(folder));
        }
        return generated;
    }
}
