package io.mycostream.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a Dockerfile of ours says, as far as it can be carried out without Docker.
 *
 * @param base the image it begins with
 * @param copies in their order
 * @param user as it stands behind {@code USER}
 * @param ports as they stand behind {@code EXPOSE}
 * @param environment set by {@code ENV}
 * @param entrypoint the words of the exec form
 */
record Dockerfile(
        String base,
        List<Copy> copies,
        String user,
        List<Integer> ports,
        Map<String, String> environment,
        List<String> entrypoint) {

    /** Where the image has the program, its working directory. */
    static final String HOME = "/app";

    /**
     * One {@code COPY}.
     *
     * @param source below the build context; a folder when it ends with a slash, a pattern when its name has a star
     * @param destination below {@link #HOME}
     */
    record Copy(String source, String destination) {

        /** What the source stands for in a build context. */
        List<Path> matches(Path context) throws IOException {
            Path path = context.resolve(source);
            if (!source.contains("*")) {
                return Files.exists(path) ? List.of(path) : List.of();
            }
            try (DirectoryStream<Path> found = Files.newDirectoryStream(
                    path.getParent(), path.getFileName().toString())) {
                List<Path> paths = new ArrayList<>();
                found.forEach(paths::add);
                return paths;
            }
        }

        private void carryOut(Path context, Path home) throws IOException {
            Path target = home.resolve(destination).normalize();
            for (Path match : matches(context)) {
                if (source.endsWith("/")) {
                    copyFolder(match, target);
                } else {
                    Files.copy(match, target.resolve(match.getFileName()));
                }
            }
        }

        private static void copyFolder(Path from, Path to) throws IOException {
            try (Stream<Path> paths = Files.walk(from)) {
                for (Path path : paths.toList()) {
                    Files.copy(path, to.resolve(from.relativize(path)));
                }
            }
        }
    }

    static Dockerfile read(Path file) throws IOException {
        String base = "";
        String user = "root";
        List<Copy> copies = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        Map<String, String> environment = new LinkedHashMap<>();
        List<String> entrypoint = List.of();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" ", 2);
            String words = parts[1].replaceAll("--ch(own|mod)=\\S+ ", "");
            switch (parts[0]) {
                case "FROM" -> base = words;
                case "USER" -> user = words;
                case "COPY" -> copies.add(new Copy(words.split(" ")[0], words.split(" ")[1]));
                case "EXPOSE" ->
                    Stream.of(words.split(" ")).map(Integer::valueOf).forEach(ports::add);
                case "ENV" -> environment.put(parts[1].split("=", 2)[0], unquoted(parts[1].split("=", 2)[1]));
                case "ENTRYPOINT" -> entrypoint = List.of(new ObjectMapper().readValue(parts[1], String[].class));
                case "WORKDIR" -> {
                    if (!words.equals(HOME)) {
                        throw new IllegalArgumentException(file + " works in " + words);
                    }
                }
                case "RUN" -> {
                    // with the image's own programs, which are not here
                }
                default -> throw new IllegalArgumentException(file + " has a line that is not checked: " + line);
            }
        }
        return new Dockerfile(base, copies, user, ports, environment, entrypoint);
    }

    private static String unquoted(String value) {
        return value.substring(1, value.length() - 1);
    }

    /** Puts the image's files into a folder that stands for {@link #HOME}. */
    void assemble(Path context, Path home) throws IOException {
        for (Copy copy : copies) {
            copy.carryOut(context, home);
        }
    }
}
