package io.mycostream.demo;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The two services, as everything that describes them to an operator names them. */
enum PackagedService {
    GATEWAY("gateway", "gateway-service"),
    INGEST("ingest", "device-ingest-service");

    static final List<String> DOCKERFILES = List.of("Dockerfile.jvm", "Dockerfile.native");

    /** The deployment, its container, and the last part of the image's name. */
    private final String deployment;

    private final Path module;

    PackagedService(String deployment, String module) {
        this.deployment = deployment;
        this.module = Manifests.ROOT.resolve(module);
    }

    String deployment() {
        return deployment;
    }

    /** The folder of its Maven module, which is the build context of its images. */
    Path module() {
        return module;
    }

    Dockerfile dockerfile(String name) throws IOException {
        return Dockerfile.read(module.resolve("src/main/docker").resolve(name));
    }

    /** What it is built with, from its {@code application.properties}. */
    Optional<String> builtIn(String key) throws IOException {
        Properties properties = new Properties();
        try (Reader file = Files.newBufferedReader(module.resolve("src/main/resources/application.properties"))) {
            properties.load(file);
        }
        return Optional.ofNullable(properties.getProperty(key));
    }

    int port() throws IOException {
        return Integer.parseInt(builtIn("quarkus.http.port").orElseThrow());
    }

    int managementPort() throws IOException {
        return Integer.parseInt(builtIn("quarkus.management.port").orElseThrow());
    }

    /** Its own source files. */
    List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(module.resolve("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    @Override
    public String toString() {
        return deployment;
    }
}
