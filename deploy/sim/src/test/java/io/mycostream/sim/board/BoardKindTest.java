package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.Payload;
import io.mycostream.ingest.mdp.PayloadKind;
import io.mycostream.ingest.mdp.Rejection;
import io.mycostream.ingest.mdp.TextLine;
import io.mycostream.ingest.text.TextMessage;
import io.mycostream.ingest.text.TextReader;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every board says is what the ingest service's own reader reads. */
class BoardKindTest {

    private static final BoardSettings SETTINGS =
            BoardSettings.builder().seed(7).liveLines(true).build();

    @ParameterizedTest
    @EnumSource
    void theRealReaderReadsAllOfItAndRejectsNothing(BoardKind kind) {
        Bench bench = new Bench(kind.board(SETTINGS)).boot().run(Duration.ofMinutes(2));

        List<MdpInput> inputs = read(bench.sendings);

        assertThat(inputs).noneMatch(Rejection.class::isInstance);
        assertThat(inputs).filteredOn(MdpFrame.class::isInstance).isEqualTo(bench.frames());
        assertThat(inputs)
                .filteredOn(TextLine.class::isInstance)
                .isEqualTo(bench.lines().stream()
                        .map(line -> new TextLine(line.text()))
                        .toList());
        assertThat(bench.sendings).hasSizeGreaterThan(12);
    }

    @ParameterizedTest
    @EnumSource
    void noFrameHasABodyThatNobodyUnderstands(BoardKind kind) {
        Bench bench = new Bench(kind.board(SETTINGS)).boot().run(Duration.ofMinutes(2));

        assertThat(bench.frames()).extracting(frame -> Payload.of(frame).kind()).doesNotContain(PayloadKind.RAW);
    }

    @ParameterizedTest
    @EnumSource
    void aLineMeansToTheRealReaderWhatItIsMeantToMean(BoardKind kind) {
        Bench bench = new Bench(kind.board(SETTINGS)).boot().run(Duration.ofSeconds(30));
        bench.tell("status\nscan\nnonsense\n".getBytes(UTF_8));

        for (Line line : bench.lines()) {
            TextMessage message = TextReader.read(line.text());
            assertThat(message instanceof TextMessage.Measurement)
                    .as(line.text())
                    .isEqualTo(line.means() == Meaning.TELEMETRY);
            assertThat(message instanceof TextMessage.LinkHeader)
                    .as(line.text())
                    .isEqualTo(line.means() == Meaning.LINK_HEADER);
            assertThat(message instanceof TextMessage.Noise).as(line.text()).isEqualTo(line.means() == Meaning.NOISE);
            assertThat(message).isNotInstanceOf(TextMessage.Malformed.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameSeedSaysTheSameAgain(BoardKind kind) {
        List<Sending> first = new Bench(kind.board(SETTINGS)).boot().run(Duration.ofSeconds(30)).sendings;
        List<Sending> second = new Bench(kind.board(SETTINGS)).boot().run(Duration.ofSeconds(30)).sendings;

        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void theRateIsTheOneThatWasAskedFor(BoardKind kind) {
        BoardSettings settings =
                BoardSettings.builder().rateHz(10).console(false).build();

        Bench bench = new Bench(kind.board(settings)).boot().forget().run(Duration.ofSeconds(10));

        assertThat(bench.sendings).hasSizeGreaterThanOrEqualTo(99);
    }

    private static List<MdpInput> read(List<Sending> sendings) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        sendings.forEach(sending -> wire.writeBytes(sending.wire()));
        List<MdpInput> inputs = new ArrayList<>();
        new MdpFrameReader().feed(wire.toByteArray(), inputs::add);
        return inputs;
    }
}
