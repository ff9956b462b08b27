package io.mycostream.torture.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Metrics as Prometheus has them. */
class CountersTest {

    @Test
    void addsUpAMetricOverItsTags() {
        String metrics = """
                # HELP stream_connections Open connections
                # TYPE stream_connections gauge
                stream_connections{transport="websocket"} 3.0
                stream_connections{transport="sse"} 2.0
                stream_connections_refused_total{reason="idle"} 7.0
                stream_users 4.0
                """;

        assertThat(Counters.sum(metrics, "stream_connections")).isEqualTo(5);
        assertThat(Counters.sum(metrics, "stream_users")).isEqualTo(4);
        assertThat(Counters.sum(metrics, "nothing")).isZero();
    }
}
