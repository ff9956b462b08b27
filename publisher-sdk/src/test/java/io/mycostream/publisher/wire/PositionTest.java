package io.mycostream.publisher.wire;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PositionTest {

    @Test
    void needsAnEpochAndAnOffsetThatCounts() {
        assertThatThrownBy(() -> new Position("", 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epoch must not be empty");
        assertThatThrownBy(() -> new Position("e", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("offset must not be negative: -1");
    }
}
