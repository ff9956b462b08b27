package io.mycostream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a child ends with a killed JVM is shown in {@link RedisServerTest}. */
@Timeout(20)
class TetheredProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void nameTheLog() {
        log = folder.resolve("log");
    }

    @Test
    void idWordsAndStatusAreTheChildsOwn() throws Exception {
        TetheredProcess child = start("echo $$; echo trouble >&2; cat; exit 7");

        assertThat(child.endsWithin(LIMIT)).isTrue();
        assertThat(child.ended().join()).isEqualTo(7);
        assertThat(log).hasContent(child.pid() + "\ntrouble\n");
    }

    @Test
    void canBeAskedToEndAndMayTakeItsTime() throws Exception {
        TetheredProcess child = start("trap 'echo goodbye; exit 3' TERM; echo ready; while :; do sleep 0.1; done");
        await().atMost(LIMIT).until(() -> Files.readString(log).contains("ready"));

        child.terminate();

        assertThat(child.ended().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(3);
        assertThat(log).hasContent("ready\ngoodbye\n");
    }

    @Test
    void killingEndsAlsoAChildThatDoesNotListen() throws Exception {
        TetheredProcess child = start("trap '' TERM; echo ready; while :; do sleep 0.1; done");
        await().atMost(LIMIT).until(() -> Files.readString(log).contains("ready"));

        child.terminate();
        child.kill();
        child.kill();

        assertThat(ProcessHandle.of(child.pid())).isEmpty();
    }

    @Test
    void canBeSentAnySignalUntilItHasEnded() throws Exception {
        TetheredProcess child = start("trap 'echo heard; exit 4' USR1; echo ready; while :; do sleep 0.1; done");
        await().atMost(LIMIT).until(() -> Files.readString(log).contains("ready"));

        child.signal("USR1");

        assertThat(child.ended().get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(log).hasContent("ready\nheard\n");
        assertThatThrownBy(() -> child.signal("USR1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no process " + child.pid() + " to send USR1 to");
    }

    private TetheredProcess start(String script) throws IOException {
        return TetheredProcess.start(List.of("sh", "-c", script), log);
    }
}
