package io.mycostream.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PulseTest {

    private static final SessionRules RULES = new SessionRules(
            1,
            1,
            Overflow.DROP_OLDEST,
            SessionRules.Heartbeat.every(Duration.ofNanos(30)),
            Duration.ofNanos(300),
            Optional.of(Duration.ofNanos(60)),
            Duration.ofSeconds(1));

    /** GV-13: the first PING without an answer counts, and an answer to any of them is enough. */
    @Test
    void waitsForOneAnswer() {
        Pulse pulse = new Pulse(RULES, Transport.WEBSOCKET, 0);

        pulse.pinged(30);
        pulse.seen(50);
        pulse.pinged(60);
        assertThat(pulse.end()).isEqualTo(90);
        pulse.answered();
        assertThat(pulse.end()).isEqualTo(350);
        pulse.pinged(90);
        assertThat(pulse.end()).isEqualTo(150);
    }

    /** GV-13: nothing can come from an event stream. */
    @Test
    void expectsNoAnswerFromAnEventStream() {
        Pulse pulse = new Pulse(RULES, Transport.SSE, 0);

        pulse.pinged(30);

        assertThat(pulse.end()).isEqualTo(TimerWheel.NEVER);
        assertThat(pulse.end(100)).isEqualTo(400);
    }

    @Test
    void beatsAtAnEvenPaceOrAfterQuiet() {
        Pulse even = new Pulse(RULES, Transport.WEBSOCKET, 0);
        Pulse quiet =
                new Pulse(RULES.with(SessionRules.Heartbeat.afterQuiet(Duration.ofNanos(30))), Transport.WEBSOCKET, 0);

        even.spoke(20);
        quiet.spoke(20);

        assertThat(even.beats(29)).isFalse();
        assertThat(even.beats(30)).isTrue();
        assertThat(even.nextBeat()).isEqualTo(60);
        assertThat(quiet.beats(49)).isFalse();
        assertThat(quiet.beats(50)).isTrue();
    }
}
