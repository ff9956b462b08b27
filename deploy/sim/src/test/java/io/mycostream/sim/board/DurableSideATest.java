package io.mycostream.sim.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.EnvelopeHash;
import io.mycostream.ingest.mdp.MdpFlag;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DurableSideATest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Bench bench = new Bench(
                    BoardKind.DURABLE.board(BoardSettings.builder().rateHz(0.1).build()))
            .boot();

    @Test
    void sendsAnEnvelopeTwiceAtOnce() {
        bench.run(MOMENT);

        assertThat(bench.frames()).hasSize(2);
        assertThat(bench.frames().get(1)).isEqualTo(bench.frames().get(0));
        Payload payload = Payload.of(bench.frames().getFirst());
        assertThat(payload.kind()).isEqualTo(PayloadKind.ENVELOPE);
        assertThat(payload.hash()).isEqualTo(EnvelopeHash.MATCHES);
        assertThat(bench.frames().getFirst().flags()).containsExactly(MdpFlag.ACK_REQUESTED);
    }

    @Test
    void repeatsItNineTimesAndGivesUp() {
        bench.run(Duration.ofSeconds(9));

        assertThat(bench.frames()).hasSize(10).allMatch(frame -> frame.seq() == 1);
        assertThat(bench.abandoned).extracting(MdpFrame::seq).containsExactly(1L);
    }

    @Test
    void stopsWhenItIsTold() {
        bench.run(MOMENT);

        bench.acknowledge(1);
        bench.run(Duration.ofSeconds(9));

        assertThat(bench.frames()).hasSize(2);
        assertThat(bench.acknowledged).extracting(MdpFrame::seq).containsExactly(1L);
        assertThat(bench.abandoned).isEmpty();
    }

    @Test
    void goesOnCountingAfterAResetAndSendsWhatNobodyAcknowledged() {
        bench.run(Duration.ofSeconds(29)).forget();

        bench.boot().run(MOMENT);

        assertThat(bench.frames()).extracting(MdpFrame::seq).containsExactly(1L, 2L, 3L, 4L, 1L, 2L, 3L, 4L);
    }

    @Test
    void keepsTheEightNewestFramesInFlash() {
        bench.run(Duration.ofSeconds(119)).forget();

        bench.boot();

        assertThat(bench.frames())
                .extracting(MdpFrame::seq)
                .containsExactlyElementsOf(LongStream.rangeClosed(5, 12).boxed().toList());
    }

    @Test
    void forgetsStoredFramesThatAreAcknowledgedLate() {
        bench.run(Duration.ofSeconds(29));
        bench.acknowledge(3);
        bench.forget();

        bench.boot();

        assertThat(bench.frames()).isEmpty();
        assertThat(bench.acknowledged).extracting(MdpFrame::seq).containsExactlyInAnyOrder(1L, 2L, 3L);
    }

    @Test
    void askForAnAcknowledgementOfItsAcknowledgement() {
        bench.run(MOMENT).forget();

        bench.command(0xA1, 0x01, setMosfet(2, true));

        assertThat(bench.frames()).extracting(MdpFrame::type).containsExactly(MdpType.ACK, MdpType.EVENT);
        assertThat(bench.frames().getFirst().flags()).containsExactlyInAnyOrder(MdpFlag.ACK_REQUESTED, MdpFlag.IS_ACK);
        assertThat(Payload.of(bench.frames().getLast()).body().path("status").asInt())
                .isZero();
    }

    @Test
    void saysWhatIsWrongWithACommand() {
        bench.command(0xA1, 0, setMosfet(9, true));
        bench.command(0xA1, 0, new byte[] {4, 0, 7, 0});
        bench.command(0xA1, 0, new byte[] {99, 0, 0, 0});

        assertThat(bench.commands).extracting(Bench.Command::outcome).containsExactly("-3", "-2", "-1");
    }

    private static byte[] setMosfet(int index, boolean on) {
        return ByteBuffer.allocate(6)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 4)
                .putShort((short) 2)
                .put((byte) index)
                .put((byte) (on ? 1 : 0))
                .array();
    }
}
