package io.mycostream.ingest.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VoiceTest {

    private final List<Byte> sent = new CopyOnWriteArrayList<>();
    private final Voice voice = Voice.on("test", this::send);

    private boolean send(byte[] bytes) {
        if (bytes[0] < 0) {
            throw new IllegalStateException("a bug in the line");
        }
        return sent.add(bytes[0]);
    }

    @AfterEach
    void close() {
        voice.close();
    }

    @Test
    void goesOnWhateverFails() {
        List<Boolean> told = new CopyOnWriteArrayList<>();

        voice.say(new byte[] {1}, _ -> {
            throw new IllegalStateException("a bug in whoever is told");
        });
        voice.say(new byte[] {-1}, told::add);
        voice.say(new byte[] {2}, told::add);

        await().untilAsserted(() -> assertThat(told).containsExactly(false, true));
        assertThat(sent).containsExactly((byte) 1, (byte) 2);
    }
}
