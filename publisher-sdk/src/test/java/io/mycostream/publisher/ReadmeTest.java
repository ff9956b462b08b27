package io.mycostream.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.local.RedisServer;
import io.mycostream.publisher.redis.RedisPublisher;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** What README.md shows is what works. */
class ReadmeTest {

    @Test
    void itsProgramPublishes(@TempDir Path folder) throws Exception {
        Path program = Files.writeString(folder.resolve("Greenhouse.java"), javaOf(Path.of("README.md")));

        try (RedisServer redis = RedisServer.start();
                Jedis observer = new Jedis(redis.uri())) {
            String output = run(program, redis.uri());

            assertThat(output).isEqualTo("published at offset 1");
            assertThat(observer.xlen("mycostream:{devices:telemetry}:history")).isEqualTo(1);
            assertThat(observer.xlen("mycostream:{greenhouse:doors}:history")).isEqualTo(1);
        }
    }

    @Test
    void itsRedisUserMayPublishAndNoMore() throws Exception {
        Matcher rights = Pattern.compile("A Redis user needs `([^`]+)`, the keys `([^`]+)`")
                .matcher(Files.readString(Path.of("README.md")));
        assertThat(rights.find()).isTrue();

        try (RedisServer redis = RedisServer.start();
                Jedis admin = new Jedis(redis.uri())) {
            List<String> rules = new ArrayList<>(List.of("reset", "on", ">sesame", "&lab:*", rights.group(2)));
            rules.addAll(List.of(rights.group(1).split(" ", -1)));
            admin.aclSetUser("boards", rules.toArray(String[]::new));

            String uri = "redis://boards:sesame@127.0.0.1:" + redis.port();
            try (Publisher publisher = RedisPublisher.builder().uri(uri).build()) {
                assertThat(publisher.publish("lab:a", Map.of()).position().offset())
                        .isEqualTo(1);
                assertThatThrownBy(() -> publisher.publish("elsewhere", Map.of()))
                        .isInstanceOf(PublishException.class)
                        .hasMessageContaining("Redis refused it");
            }
        }
    }

    private static String javaOf(Path readme) throws IOException {
        Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(readme));
        assertThat(block.find())
                .as("a block of Java in %s", readme.toAbsolutePath())
                .isTrue();
        return block.group(1);
    }

    /** Runs a source file in a JVM of its own, as a reader would try it, and returns what it prints. */
    private static String run(Path program, String redis) throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.toString(),
                        redis)
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out = java.inputReader(StandardCharsets.UTF_8)) {
            String output = String.join(
                    "\n", out.lines().filter(line -> !line.startsWith("SLF4J")).toList());
            assertThat(java.waitFor()).as(output).isZero();
            return output;
        } finally {
            java.destroyForcibly();
        }
    }
}
