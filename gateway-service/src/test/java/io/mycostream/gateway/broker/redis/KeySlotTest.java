package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference values are those of CLUSTER KEYSLOT; 12739 is also in the specification, for 123456789 as 0x31C3. */
class KeySlotTest {

    @ParameterizedTest
    @CsvSource({
        "123456789, 12739",
        "foo, 12182",
        "{foo}:bar, 12182",
        "mycostream:{foo}:history, 12182",
        "{foo}{bar}, 12182",
        "'', 0",
    })
    void isThatOfTheTagWhereThereIsOne(String key, int slot) {
        assertThat(KeySlot.of(key.getBytes(StandardCharsets.UTF_8))).isEqualTo(slot);
    }
}
