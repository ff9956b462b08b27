package io.mycostream.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** COM-23: the bound of a connection is that of its outbox and its link together. */
class WaitingBytesTest {

    @ParameterizedTest
    @CsvSource({"1048576, 851968", "393216, 196608", "393218, 196610", "1024, 512", "1025, 513"})
    void leaveTheLinkItsPart(long queueBytes, long outbox) {
        assertThat(WaitingBytes.outbox(queueBytes)).isEqualTo(outbox);
    }
}
