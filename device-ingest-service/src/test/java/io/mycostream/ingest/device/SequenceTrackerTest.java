package io.mycostream.ingest.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.device.SequenceVerdict.Duplicate;
import io.mycostream.ingest.device.SequenceVerdict.Gap;
import io.mycostream.ingest.device.SequenceVerdict.InOrder;
import io.mycostream.ingest.device.SequenceVerdict.Late;
import io.mycostream.ingest.device.SequenceVerdict.Restart;
import io.mycostream.ingest.mdp.BackendHeader;
import io.mycostream.ingest.mdp.Examples;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceTrackerTest {

    private static final int SIDE_A = 0xA1;
    private static final int SIDE_B = 0xB1;

    private final SequenceTracker tracker = new SequenceTracker();

    /**
     * A conversation per line. {@code 7} is telemetry number 7, {@code 7x} the same number with another body, {@code h7}
     * a greeting. Verdicts: ok, gap(n), dup, late, restart.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # numbers                              | verdicts
            1 2 3                                  | ok ok ok
            1 1                                    | ok dup
            1 2 1 2                                | ok ok dup dup
            5 5x                                   | ok restart
            5 5x 5                                 | ok restart restart
            1 3 2                                  | ok gap(1) late
            1 3 2 2                                | ok gap(1) late dup
            1 3 2 2x                               | ok gap(1) late restart
            1 3 2 4                                | ok gap(1) late ok
            1 5 3 2 4 6                            | ok gap(3) late late late ok
            1 1002                                 | ok gap(1000)
            1 1002 2 1001                          | ok gap(1000) late late
            1 1003                                 | ok restart
            1 1003 2                               | ok restart restart
            10 9                                   | ok restart
            10 12 11 11x                           | ok gap(1) late restart
            10 12 5 11                             | ok gap(1) restart gap(5)
            100 102 1 2                            | ok gap(1) restart ok
            1 2147483648                           | ok restart
            1 2147483649                           | ok restart
            4294967294 4294967295 0 1              | ok ok ok ok
            4294967295 0 4294967295                | ok ok dup
            4294967294 1 4294967295 0              | ok gap(2) late late
            4294967295 1000                        | ok gap(1000)
            # greetings
            h1 2 3                                 | ok ok ok
            h1 h1                                  | ok dup
            h1 h1x                                 | ok restart
            5 h6 7                                 | ok ok ok
            5 6 7 h1 2                             | ok ok ok restart ok
            5 h8 6                                 | ok restart restart
            1 2 3 h1 2                             | ok ok ok restart ok
            h1 2 3 h1 2                            | ok ok ok restart ok
            10 14 h20 12                           | ok gap(3) restart restart
            """)
    void followsTheTable(String numbers, String verdicts) {
        List<String> found = new ArrayList<>();
        for (String number : numbers.split(" ", 0)) {
            found.add(word(tracker.judge(board(number))));
        }

        assertThat(String.join(" ", found)).isEqualTo(verdicts);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 1 2                | ok ok ok
            65534 65535 0 1      | ok ok ok ok
            65534 1 65535 0 65535| ok gap(2) late late dup
            0 1001 1002          | ok gap(1000) ok
            0 1002               | ok restart
            0 32767              | ok restart
            0 32768              | ok restart
            """)
    void theBackendFormCountsTo16Bits(String numbers, String verdicts) {
        List<String> found = new ArrayList<>();
        for (String number : numbers.split(" ", 0)) {
            BackendHeader header = new BackendHeader(1, Integer.parseInt(number), 0);
            found.add(word(tracker.judge(MdpFrame.of(header, new byte[0]))));
        }

        assertThat(String.join(" ", found)).isEqualTo(verdicts);
    }

    @Test
    void everySenderOnALinkCountsForItself() {
        assertThat(tracker.judge(frame(SIDE_A, 10, ""))).isEqualTo(new InOrder());
        assertThat(tracker.judge(frame(SIDE_B, 500, ""))).isEqualTo(new InOrder());
        assertThat(tracker.judge(MdpFrame.of(new BackendHeader(1, 7, 0), new byte[0])))
                .isEqualTo(new InOrder());

        assertThat(tracker.judge(frame(SIDE_A, 11, ""))).isEqualTo(new InOrder());
        assertThat(tracker.judge(frame(SIDE_B, 503, ""))).isEqualTo(new Gap(2));
    }

    @Test
    void theSecondCopyOfTheWorkedExampleIsADuplicate() {
        List<MdpInput> found = new ArrayList<>();
        new MdpFrameReader().feed(Examples.malformed("M17").wire(), found::add);

        assertThat(found.stream().map(MdpFrame.class::cast).map(tracker::judge))
                .containsExactly(new InOrder(), new Duplicate());
    }

    @Test
    void aDuplicateIsKnownAmongTheLast256FramesAndNotLonger() {
        for (int seq = 1; seq <= 257; seq++) {
            tracker.judge(frame(SIDE_A, seq, ""));
        }

        assertThat(tracker.judge(frame(SIDE_A, 2, ""))).isEqualTo(new Duplicate());
        assertThat(tracker.judge(frame(SIDE_A, 1, ""))).isEqualTo(new Restart());
    }

    @Test
    void afterARestartTheSameFramesAreNewOnes() {
        tracker.judge(board("1"));
        tracker.judge(board("2"));

        assertThat(tracker.judge(board("h9"))).isEqualTo(new Restart());
        assertThat(tracker.judge(board("1"))).isEqualTo(new Restart());
        assertThat(tracker.judge(board("2"))).isEqualTo(new InOrder());
    }

    @Test
    void whenItHasForgottenEverySenderIsNew() {
        tracker.judge(board("h1"));

        tracker.reset();

        assertThat(tracker.judge(board("h1"))).isEqualTo(new InOrder());
    }

    @Test
    void oneMissingNumberIsRememberedWhileManyGapsFollow() {
        tracker.judge(frame(SIDE_A, 1, ""));
        for (int seq = 1001; seq <= 4001; seq += 1000) {
            assertThat(tracker.judge(frame(SIDE_A, seq, ""))).isEqualTo(new Gap(999));
        }
        assertThat(tracker.judge(frame(SIDE_A, 2, ""))).isEqualTo(new Late());

        tracker.judge(frame(SIDE_A, 5001, ""));
        assertThat(tracker.judge(frame(SIDE_A, 906, ""))).as("4095 behind").isEqualTo(new Late());
        assertThat(tracker.judge(frame(SIDE_A, 905, ""))).as("4096 behind").isEqualTo(new Restart());
    }

    @Test
    void onlyDuplicatesAreNotAccepted() {
        assertThat(List.of(new InOrder(), new Gap(1), new Late(), new Restart()))
                .allMatch(SequenceVerdict::accepted);
        assertThat(new Duplicate().accepted()).isFalse();
    }

    private static MdpFrame board(String word) {
        boolean greeting = word.startsWith("h");
        long seq = Long.parseLong(word.replaceAll("\\D", ""));
        String body = word.endsWith("x") ? "{\"x\":1}" : "{}";
        return MdpFrame.of(new MdpHeader(greeting ? 6 : 1, seq, 0, 0, SIDE_A, 0xC0), body.getBytes(UTF_8));
    }

    private static MdpFrame frame(int source, long seq, String body) {
        return MdpFrame.of(new MdpHeader(1, seq, 0, 0, source, 0xC0), body.getBytes(UTF_8));
    }

    private static String word(SequenceVerdict verdict) {
        return switch (verdict) {
            case InOrder _ -> "ok";
            case Gap(int missing) -> "gap(" + missing + ")";
            case Duplicate _ -> "dup";
            case Late _ -> "late";
            case Restart _ -> "restart";
        };
    }
}
