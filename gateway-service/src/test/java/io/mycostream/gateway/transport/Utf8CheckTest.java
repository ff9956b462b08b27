package io.mycostream.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The JDK's strict decoder is the judge. */
class Utf8CheckTest {

    /** The ends of every range that RFC 3629 tells apart, and a byte beyond each. */
    private static final int[] EDGES = {
        0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF,
        0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF
    };

    private final Utf8Check check = new Utf8Check();

    @Test
    void acceptsWhatIsUtf8AndNothingElse() {
        for (int a : EDGES) {
            for (int b : EDGES) {
                for (int c : EDGES) {
                    for (int d : EDGES) {
                        byte[] text = {(byte) a, (byte) b, (byte) c, (byte) d};
                        assertThat(check.accepts(Unpooled.wrappedBuffer(text), true))
                                .as(HexFormat.of().formatHex(text))
                                .isEqualTo(isUtf8(text));
                    }
                }
            }
        }
    }

    @Test
    void doesNotMindWhereATextIsCut() {
        byte[] text = "größe – 🍄".getBytes(UTF_8);
        for (int cut = 0; cut <= text.length; cut++) {
            assertThat(check.accepts(Unpooled.wrappedBuffer(text, 0, cut), false))
                    .isTrue();
            assertThat(check.accepts(Unpooled.wrappedBuffer(text, cut, text.length - cut), true))
                    .isTrue();
        }
    }

    @Test
    void refusesTheFirstPartThatCannotBelongToAText() {
        assertThat(accepts("f0", false)).isTrue();
        assertThat(accepts("9f", false)).isTrue();
        assertThat(accepts("41", false)).isFalse();
    }

    @Test
    void refusesATextThatEndsInACharacter() {
        assertThat(accepts("f09f8d", false)).isTrue();
        assertThat(accepts("", true)).isFalse();
    }

    @Test
    void beginsAnewAfterEachText() {
        assertThat(accepts("e0", true)).isFalse();
        assertThat(accepts("c2a0", true)).isTrue();
        assertThat(accepts("e080", false)).isFalse();
        assertThat(accepts("41", true)).isTrue();
    }

    private boolean accepts(String hex, boolean last) {
        return check.accepts(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)), last);
    }

    private static boolean isUtf8(byte[] text) {
        try {
            UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
            return true;
        } catch (CharacterCodingException _) {
            return false;
        }
    }
}
