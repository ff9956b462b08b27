package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.local.CannotStartException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoPortsTest {

    @Test
    void theDefaultBaseGivesTheDefaultPorts() throws CannotStartException {
        assertThat(DemoPorts.from(8080)).isEqualTo(new DemoPorts(8080, 8081, 9000, 9001));
    }

    @Test
    void anotherBaseMovesAllOfThem() throws CannotStartException {
        assertThat(DemoPorts.from(8090)).isEqualTo(new DemoPorts(8090, 8091, 9010, 9011));
    }

    @Test
    void zeroMeansFourDifferentFreePorts() throws CannotStartException {
        DemoPorts ports = DemoPorts.from(0);

        assertThat(Set.of(ports.gateway(), ports.ingest(), ports.gatewayManagement(), ports.ingestManagement()))
                .hasSize(4);
        ports.checkFree();
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 1023, 64_615, 65_535})
    void saysSoWhenThePortsDerivedWouldNotFit(int base) {
        assertThatThrownBy(() -> DemoPorts.from(base))
                .isInstanceOf(CannotStartException.class)
                .hasMessage("PORT=" + base + ": choose one from 1024 to 64614, or 0 for free ports");
    }
}
