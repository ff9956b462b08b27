package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecoveryMemoryTest {

    private final RecoveryMemory memory = new RecoveryMemory(100);

    @Test
    void oneAloneMayHaveAnyAmount() {
        assertThat(memory.take(500)).isTrue();
        assertThat(memory.take(1)).isFalse();
        assertThat(memory.taken()).isEqualTo(500);

        memory.giveBack(500);
        assertThat(memory.take(1)).isTrue();
    }

    /** Who has taken everything is not told of a gap because another one has not. */
    @Test
    void nothingIsAlwaysThere() {
        memory.take(500);

        assertThat(memory.take(0)).isTrue();
    }
}
