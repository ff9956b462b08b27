package io.mycostream.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreePortTest {

    @Test
    void findsAPortToListenOnOutsideTheRangeOfOutgoingConnections() throws IOException {
        int port = FreePort.find();

        assertThat(port).isBetween(1024, 32_767);
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            assertThat(socket.isBound()).isTrue();
        }
    }

    @Test
    void givesNoPortTwiceBeforeAServerCouldListenOnIt() {
        assertThat(IntStream.range(0, 500).map(_ -> FreePort.find())).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({"32768, 32000", "16000, 16000", "11000, 11000", "10999, 32000", "1024, 32000"})
    void staysBelowThePortsOfOutgoingConnectionsWhereThatLeavesEnough(int lowestOutgoing, int highest) {
        assertThat(FreePort.highest(lowestOutgoing)).isEqualTo(highest);
    }
}
