package io.mycostream.publisher.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"devices:telemetry", "job_progress:a b/c%", "live_metrics:große-1", "alerts:😀", "{x}"})
    void passesWhateverRedisCanCarryAndALogCanShow(String channel) {
        assertThat(ChannelNames.check(channel)).isSameAs(channel);
    }

    @Test
    void passesTheLongestName() {
        String longest = "x".repeat(ChannelNames.MAX_LENGTH);

        assertThat(ChannelNames.check(longest)).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u2003"})
    void refusesBlankNames(String channel) {
        assertThatThrownBy(() -> ChannelNames.check(channel))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel must not be blank: \"" + channel + '"');
    }

    @Test
    void refusesLongNames() {
        assertThatThrownBy(() -> ChannelNames.check("x".repeat(ChannelNames.MAX_LENGTH + 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel must have at most 512 characters: has 513");
    }

    @Test
    void refusesControlCharacters() {
        assertThatThrownBy(() -> ChannelNames.check("alerts:a\nb"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel must not hold the character U+000A");
    }

    @Test
    void refusesHalvesOfSurrogatePairs() {
        assertThatThrownBy(() -> ChannelNames.check("alerts:\uD83D"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel must not hold the character U+D83D");
    }
}
