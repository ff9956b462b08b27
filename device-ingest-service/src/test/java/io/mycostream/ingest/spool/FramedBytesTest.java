package io.mycostream.ingest.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramedBytesTest {

    @Test
    void readsWhatWasFramed() {
        assertThat(read(framed("one", "two", "three"))).containsExactly("one", "two", "three");
    }

    @Test
    void endsAtATornRecordWhereverItIsTorn() {
        byte[] whole = framed("one", "two", "three");
        int third = framed("one", "two").length;
        for (int length = third; length < whole.length; length++) {
            FramedBytes bytes = new FramedBytes(ByteBuffer.wrap(whole, 0, length));

            assertThat(rest(bytes)).as("cut at %d", length).containsExactly("one", "two");
            assertThat(bytes.position()).isEqualTo(third);
            assertThat(bytes.damaged()).isZero();
        }
    }

    @Test
    void endsWhereADiskHasPutZeros() {
        byte[] whole = Arrays.copyOf(framed("one"), 4096);

        assertThat(read(whole)).containsExactly("one");
    }

    @Test
    void passesOverADamagedRecordThatOthersFollow() {
        byte[] whole = framed("one", "two", "three");
        for (int at = framed("one").length + 4; at < framed("one", "two").length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            FramedBytes bytes = new FramedBytes(ByteBuffer.wrap(damaged));

            assertThat(rest(bytes)).as("damaged at %d", at).containsExactly("one", "three");
            assertThat(bytes.damaged()).isEqualTo(1);
        }
    }

    @Test
    void passesOverABlockThatHeldSeveral() {
        byte[] whole = framed("one", "two", "three", "four", "five");
        int two = framed("one").length;
        int four = framed("one", "two", "three").length;
        for (int from = two; from < framed("one", "two").length; from++) {
            for (int to = framed("one", "two").length + 1; to <= four; to++) {
                byte[] damaged = whole.clone();
                Arrays.fill(damaged, from, to, (byte) 0);
                FramedBytes bytes = new FramedBytes(ByteBuffer.wrap(damaged));

                assertThat(rest(bytes))
                        .as("zeros from %d to %d", from, to)
                        .startsWith("one")
                        .endsWith("four", "five");
                assertThat(bytes.damaged()).isPositive();
            }
        }
    }

    @Test
    void believesNoLengthThatCannotBe() {
        for (int length : new int[] {-1, 0, Framing.LONGEST + 1, Integer.MAX_VALUE}) {
            byte[] bytes = ByteBuffer.allocate(64).putInt(length).array();

            assertThat(read(bytes)).isEmpty();
        }
    }

    private static byte[] framed(String... texts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String text : texts) {
            out.writeBytes(Framing.frame(text.getBytes(UTF_8)).array());
        }
        return out.toByteArray();
    }

    private static List<String> read(byte[] bytes) {
        return rest(new FramedBytes(ByteBuffer.wrap(bytes)));
    }

    private static List<String> rest(FramedBytes bytes) {
        List<String> texts = new ArrayList<>();
        for (byte[] body = bytes.next(); body != null; body = bytes.next()) {
            texts.add(new String(body, UTF_8));
        }
        return texts;
    }
}
