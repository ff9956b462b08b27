package io.mycostream.gateway.broker.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicationIdTest {

    private static UUID text(String channel, String message) {
        return PublicationId.ofText(channel, message.getBytes(UTF_8));
    }

    @Test
    void leavesThePublishersIdAsItIs() {
        assertThat(PublicationId.given("any: id, even with ünicode")).isEqualTo("any: id, even with ünicode");
        assertThat(PublicationId.given("")).isEmpty();
    }

    /** The id field of an event stream ends at a line break, and one with NUL is ignored. */
    @Test
    void takesOutWhatAnEventStreamCannotCarry() {
        assertThat(PublicationId.given("a\nb\r\nc\u0000d")).isEqualTo("abcd");
        assertThat(PublicationId.given("\r\n\u0000")).isEmpty();
    }

    @Test
    void madeOneIsTheSameEverywhere() {
        assertThat(PublicationId.made(text("news", "{\"n\":1}"), 1))
                .as("whoever changes this cuts off all clients of the nodes that are not changed yet")
                .isEqualTo(PublicationId.made(text("news", "{\"n\":1}"), 1));
        assertThat(UUID.fromString(PublicationId.made(text("news", "{}"), 1)).version())
                .isEqualTo(8);
        assertThat(UUID.fromString(PublicationId.made(text("news", "{}"), 1)).variant())
                .isEqualTo(2);
    }

    @Test
    void channelTextAndOccurrenceEachMakeADifference() {
        Set<String> ids = Stream.of(
                        PublicationId.made(text("news", "{}"), 1),
                        PublicationId.made(text("news", "{}"), 2),
                        PublicationId.made(text("news", "{ }"), 1),
                        PublicationId.made(text("other", "{}"), 1),
                        PublicationId.made(text("news{", "}"), 1))
                .collect(Collectors.toSet());

        assertThat(ids).hasSize(5);
    }

    @Test
    void occurrenceCanBeReadFromTheId() {
        UUID text = text("news", "{}");

        assertThat(PublicationId.occurrence(text, PublicationId.made(text, 1))).isEqualTo(1);
        assertThat(PublicationId.occurrence(text, PublicationId.made(text, 1_000_000)))
                .isEqualTo(1_000_000);
        assertThat(PublicationId.occurrence(text, PublicationId.made(text("news", "{ }"), 1)))
                .isZero();
        assertThat(PublicationId.occurrence(text, "made by somebody else")).isZero();
    }
}
