package io.mycostream.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mycostream.ingest.mdp.EnvelopeHash;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessageIdsTest {

    private static final byte[] BODY = "{\"t\":1}".getBytes(UTF_8);

    private final MessageIds before = new MessageIds();
    private final MessageIds afterAKill = new MessageIds();

    @Test
    void aBodyThatNamesItselfHasOneNameHoweverItComes() {
        String once = before.of(reading(true), packet(1, false), BODY);

        assertThat(before.of(reading(true), packet(9, false), BODY)).isEqualTo(once);
        assertThat(afterAKill.of(reading(true), packet(0, false), BODY)).isEqualTo(once);
        assertThat(before.of(reading(true), packet(1, false), "{\"t\":2}".getBytes(UTF_8)))
                .isNotEqualTo(once);
    }

    @Test
    void theNameOfABodyIsTheSameInEveryRelease() {
        assertThat(before.of(reading(true), packet(1, false), BODY))
                .isEqualTo(UUID.nameUUIDFromBytes(
                                ("device " + reading(true).deviceId() + '\n' + new String(BODY, UTF_8)).getBytes(UTF_8))
                        .toString());
    }

    @Test
    void aRepetitionHasTheNameOfWhatItRepeatsAlsoAfterAKill() {
        String once = before.of(reading(false), packet(7, false), BODY);

        assertThat(before.of(reading(false), packet(7, true), BODY)).isEqualTo(once);
        assertThat(before.of(reading(false), packet(7, true), BODY)).isEqualTo(once);
        assertThat(afterAKill.of(reading(false), packet(7, true), BODY)).isEqualTo(once);
    }

    @Test
    void aNewPacketHasANewNameAlsoWhenItLooksTheSame() {
        String once = before.of(reading(false), packet(7, false), BODY);
        String again = before.of(reading(false), packet(7, false), BODY);

        assertThat(again).isNotEqualTo(once);
        assertThat(before.of(reading(false), packet(7, true), BODY)).isEqualTo(again);
        assertThat(before.of(reading(false), packet(8, false), BODY)).isNotEqualTo(once);
    }

    @Test
    void whatIsNeverRepeatedNeedsNoMemory() {
        assertThat(before.of(reading(false), packet(0, false), BODY))
                .isNotEqualTo(before.of(reading(false), packet(0, false), BODY));
    }

    @Test
    void aRetainedMessageHasOneNameAtEverySubscription() {
        Packet first = new Packet("c", "topic", 3, false, true);
        Packet later = new Packet("c", "topic", 5, false, true);

        assertThat(afterAKill.of(reading(false), later, BODY)).isEqualTo(before.of(reading(false), first, BODY));
    }

    private static Packet packet(int id, boolean repeated) {
        return new Packet("c", "topic", id, repeated, false);
    }

    private static MqttInput.Reading reading(boolean named) {
        return new MqttInput.Reading("m1", JsonNodeFactory.instance.objectNode(), EnvelopeHash.ABSENT, named);
    }
}
