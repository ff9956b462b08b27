package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.stream.RetentionRules.Rule;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionRulesTest {

    private static Retention keeping(int size) {
        return new Retention(size, 1, Duration.ofMinutes(1), false);
    }

    private static final RetentionRules RULES = new RetentionRules(List.of(
            new Rule("dev*", keeping(1)),
            new Rule("devices:telemetry", keeping(2)),
            new Rule("devices:*", keeping(3)),
            new Rule("devices:tele*", keeping(4)),
            new Rule("devices:telemetry*", keeping(5))));

    private static int kept(String channel) {
        return RULES.of(new Channel(channel)).size();
    }

    @Test
    void exactNameCountsBeforeBeginningsAndLongerOnesBeforeShorter() {
        assertThat(kept("devices:telemetry")).isEqualTo(2);
        assertThat(kept("devices:telemetry:more")).isEqualTo(5);
        assertThat(kept("devices:tele")).isEqualTo(4);
        assertThat(kept("devices:other")).isEqualTo(3);
        assertThat(kept("dev")).isEqualTo(1);
    }

    @Test
    void whatNoRuleNamesIsNotKept() {
        assertThat(RULES.of(new Channel("agents:status"))).isEqualTo(Retention.NONE);
        assertThat(RULES.of(new Channel("de"))).isEqualTo(Retention.NONE);
        assertThat(new RetentionRules(List.of()).of(new Channel("any"))).isEqualTo(Retention.NONE);
    }

    @Test
    void starAloneNamesEveryChannel() {
        RetentionRules all = new RetentionRules(List.of(new Rule("*", keeping(9)), new Rule("a", keeping(1))));

        assertThat(all.of(new Channel("b")).size()).isEqualTo(9);
        assertThat(all.of(new Channel("*")).size()).isEqualTo(9);
        assertThat(all.of(new Channel("a")).size()).isEqualTo(1);
    }

    @Test
    void clientsStarIsNoPattern() {
        assertThat(kept("dev*")).as("begins with dev").isEqualTo(1);
        assertThat(RULES.of(new Channel("*"))).isEqualTo(Retention.NONE);
    }

    @Test
    void knowsWhatIsKeptWithoutClients() {
        Rule always = new Rule("a:*", new Retention(1, 1, Duration.ZERO, true));

        assertThat(new RetentionRules(List.of(new Rule("b", keeping(1)), always)).always())
                .containsExactly(always);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a*b", "**", "a**", "*a", "a?", "a[b]", "a\\*", "a b", "a\n", "a\t*", "a\u0000", "a]"})
    void refusesWhatRedisWouldReadDifferently(String pattern) {
        assertThatThrownBy(() -> new Rule(pattern, Retention.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one * at the end");
    }
}
