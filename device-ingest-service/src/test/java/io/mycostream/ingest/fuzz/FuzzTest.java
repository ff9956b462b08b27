package io.mycostream.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays the inputs of every fuzz target: seeds, and what a search once found. */
class FuzzTest {

    private static final Path INPUTS = Path.of("src/test/resources/fuzz");
    private static final Path TARGETS = Path.of("src/test/java/io/mycostream/ingest/fuzz");

    static List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.walk(INPUTS)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void holds(Path input) throws Throwable {
        byte[] bytes = Files.readAllBytes(input);

        target(INPUTS.relativize(input).getName(0).toString()).invokeExact(bytes);
    }

    @Test
    void everyTargetHasSeeds() throws IOException {
        try (Stream<Path> sources = Files.list(TARGETS)) {
            assertThat(sources.map(source -> source.getFileName().toString())
                            .filter(name -> name.endsWith("Fuzz.java"))
                            .map(name -> INPUTS.resolve(name.replace(".java", ""))))
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(folder).isNotEmptyDirectory());
        }
    }

    private static MethodHandle target(String name) throws ReflectiveOperationException {
        Class<?> target = Class.forName(FuzzTest.class.getPackageName() + "." + name);
        return MethodHandles.lookup()
                .findStatic(target, "fuzzerTestOneInput", MethodType.methodType(void.class, byte[].class));
    }
}
