package io.mycostream.publisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.publisher.wire.Envelope;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventTest {

    private static final Instant NOON = Instant.parse("2026-02-12T12:00:00Z");

    @Test
    void happensNowUnderAnIdOfItsOwn() {
        Instant before = Instant.now().minusMillis(1);

        Event first = Event.of("lab:a", Map.of(), "me");
        Event second = Event.of("lab:a", Map.of(), "me");

        assertThat(first.timestamp()).isBetween(before, Instant.now());
        assertThat(first.timestamp())
                .as("no more than six decimals")
                .isEqualTo(first.timestamp().truncatedTo(ChronoUnit.MICROS));
        assertThat(UUID.fromString(first.messageId())).isNotEqualTo(UUID.fromString(second.messageId()));
    }

    @Test
    void becomesAnEnvelope() {
        Event event = new Event("lab:a", Map.of("n", 1), "me", NOON, "id-1");

        assertThat(event.toEnvelope())
                .isEqualTo(new Envelope("lab:a", "{\"n\":1}", "2026-02-12T12:00:00Z", "me", "id-1", null));
    }

    @Test
    void isCheckedOnceAndStaysWhatItIs() {
        List<Integer> list = new ArrayList<>(List.of(1));
        Event event = new Event("lab:a", Map.of("n", list), "me", NOON, "id-1", true);

        Event checked = event.checked();
        list.add(2);

        assertThat(checked.toEnvelope())
                .isEqualTo(new Envelope("lab:a", "{\"n\":[1]}", "2026-02-12T12:00:00Z", "me", "id-1", null, true));
        assertThat(checked.checked()).isSameAs(checked);
    }

    @Test
    void saysWhenItIsCheckedThatItCannotBePublished() {
        Event event = new Event("lab:a", List.of(1), "me", NOON, "id-1");

        assertThatThrownBy(event::checked)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must become a JSON object: expected a JSON object, got an array");
    }

    @Test
    void saysInItsEnvelopeThatItComesLate() {
        Event event = new Event("lab:a", Map.of("n", 1), "me", NOON, "id-1", true);

        assertThat(event.toEnvelope())
                .isEqualTo(new Envelope("lab:a", "{\"n\":1}", "2026-02-12T12:00:00Z", "me", "id-1", null, true));
    }

    @Test
    void takesABlankSourceForNone() {
        assertThat(Event.of("lab:a", Map.of(), " ").source()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb", "a\u0000"})
    void refusesIdsThatNoEventStreamCanCarry(String messageId) {
        assertThatThrownBy(() -> new Event("lab:a", Map.of(), null, NOON, messageId))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("messageId must not be blank or hold control characters: \"" + messageId + '"');
    }

    @Test
    @SuppressWarnings("NullAway") // callers outside may not be checked
    void refusesNulls() {
        assertThatThrownBy(() -> new Event(null, Map.of(), null, NOON, "id"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("channel must not be null");
        assertThatThrownBy(() -> new Event("lab:a", null, null, NOON, "id"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data must not be null");
        assertThatThrownBy(() -> new Event("lab:a", Map.of(), null, null, "id"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timestamp must not be null");
        assertThatThrownBy(() -> new Event("lab:a", Map.of(), null, NOON, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("messageId must not be blank or hold control characters: \"null\"");
    }
}
