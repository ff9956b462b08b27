package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script by which the make goals find a JDK. */
@Timeout(20)
class FindJdkTest {

    private static final Path SCRIPT = Path.of(System.getProperty("demo.root"), ".mvn", "jdk-25.sh");

    @TempDir
    private Path folder;

    @Test
    void takesJavaHomeWhenItIsNewEnough() throws Exception {
        Path chosen = jdk("chosen", "25.0.3");
        Path other = jdk("other", "25.0.1");

        assertThat(find(Map.of("JAVA_HOME", chosen, "JAVA25_HOME", other))).isEqualTo(chosen + "\n");
    }

    @Test
    void passesOverAJavaHomeThatIsTooOldOrHasNoCompiler() throws Exception {
        Path old = jdk("old", "17.0.15");
        Path runtime = Files.createDirectories(folder.resolve("runtime"));
        Files.writeString(runtime.resolve("release"), "JAVA_VERSION=\"25.0.3\"\n");
        Path chosen = jdk("chosen", "26");

        assertThat(find(Map.of("JAVA_HOME", old, "JAVA25_HOME", chosen))).isEqualTo(chosen + "\n");
        assertThat(find(Map.of("JAVA_HOME", runtime, "JAVA25_HOME", chosen))).isEqualTo(chosen + "\n");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Path javac = Files.createDirectories(home.resolve("bin")).resolve("javac");
        Files.createFile(javac);
        assertThat(javac.toFile().setExecutable(true)).isTrue();
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static String find(Map<String, Path> environment) throws Exception {
        Map<String, String> variables = new HashMap<>();
        environment.forEach((name, path) -> variables.put(name, path.toString()));
        variables.put("PATH", System.getenv("PATH"));
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(variables);
        Process script = builder.start();
        String said = new String(script.getInputStream().readAllBytes(), UTF_8);
        assertThat(script.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return said;
    }
}
