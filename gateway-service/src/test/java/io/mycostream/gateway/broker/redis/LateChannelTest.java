package io.mycostream.gateway.broker.redis;

import static io.mycostream.gateway.broker.redis.Scene.NEWS;
import static io.mycostream.gateway.broker.redis.Scene.soon;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Channel;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who compares channels is told which publications come in another order than they were published in. */
class LateChannelTest {

    private Scene scene;

    @BeforeEach
    void prepare() {
        scene = new Scene();
    }

    @AfterEach
    void end() throws Exception {
        scene.close();
    }

    @Test
    void saysWhatIsFilledAfterAnInterruption() throws Exception {
        Node node = scene.add(scene.aNode().keeping("scene:*", 1_000).start());
        Ears ears = new Ears() {
            @Override
            public void late(Channel channel) {
                heard.add("late");
            }

            @Override
            public void punctual(Channel channel) {
                heard.add("punctual");
            }
        };
        node.broker.subscribe(NEWS, ears);
        soon().until(() -> ears.heard.contains("punctual"));
        ears.heard.clear();
        scene.publish(1, 1);
        soon().until(() -> ears.heard.contains("{\"n\":1}"));

        scene.cut(node);
        scene.publish(2, 2);
        soon().until(() -> ears.heard.contains("punctual"));
        scene.publish(3, 3);
        soon().until(() -> ears.heard.contains("{\"n\":3}"));

        assertThat(List.copyOf(ears.heard).stream().distinct())
                .containsExactly("{\"n\":1}", "late", "{\"n\":2}", "punctual", "{\"n\":3}");
    }
}
