package io.mycostream.ingest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.publisher.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventBytesTest {

    private static final Event EVENT = new Event(
            "alerts:größe", Map.of("t", "😀"), "device:m1", Instant.parse("2026-11-20T07:15:30.123456Z"), "id-1");

    @Test
    void readsWhatItWritesAndSaysThatItComesLate() {
        Event read = EventBytes.decode(EventBytes.encode(EVENT));

        assertThat(read.toEnvelope()).isEqualTo(Handed.late(EVENT).toEnvelope());
        assertThat(read.replayed()).isTrue();
    }

    @Test
    void keepsAnEventWithoutASource() {
        Event nobodys = new Event("a", Map.of(), null, Instant.EPOCH, "id-2");

        assertThat(EventBytes.decode(EventBytes.encode(nobodys)).source()).isNull();
    }

    @Test
    void refusesWhatIsCutOffAnywhere() {
        byte[] whole = EventBytes.encode(EVENT);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);

            assertThatThrownBy(() -> EventBytes.decode(cut)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void refusesAnEventThatCouldNeverBePublished() {
        Event impossible = new Event("a", "text", null, Instant.EPOCH, "id-3");

        assertThatThrownBy(() -> EventBytes.encode(impossible)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theSpoolBecomesShorterByTheRateAndByWhatComesIn() {
        DrainRate rate = new DrainRate(100, 0);
        rate.left(rate.allowed(1000, 0));
        long second = Duration.ofSeconds(1).toNanos();

        assertThat(rate.allowed(1000, 0)).isZero();
        assertThat(rate.pause()).isEqualTo(Duration.ofMillis(10));
        assertThat(rate.allowed(1000, second / 20)).isEqualTo(5);
        rate.grew(50);
        assertThat(rate.allowed(1000, second / 20)).isEqualTo(55);
        rate.left(55);
        assertThat(rate.allowed(1000, 10 * second))
                .as("no more than a tenth of a second's")
                .isEqualTo(10);
    }
}
