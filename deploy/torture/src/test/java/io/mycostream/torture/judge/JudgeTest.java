package io.mycostream.torture.judge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Form;
import io.mycostream.torture.journal.Kind;
import io.mycostream.torture.journal.Outcome;
import org.junit.jupiter.api.Test;

/** What is a finding and what is not. */
class JudgeTest {

    @Test
    void nothingIsFoundInAnHonestRecord() {
        assertThat(Scene.withSdk().sent(1, 9).connected(0).got(1, 9).rulesBroken())
                .isEmpty();
    }

    @Test
    void whatWasSentBeforeTheFirstConnectedIsNobodysLoss() {
        assertThat(Scene.withSdk().sent(1, 9).connected(3.5).got(4, 9).rulesBroken())
                .isEmpty();
    }

    @Test
    void aHoleIsFoundAtTheStartInTheMiddleAndAtTheEnd() {
        assertThat(Scene.withSdk().sent(1, 9).connected(0).got(2, 9).rulesBroken())
                .containsExactly("silence");
        assertThat(Scene.withSdk().sent(1, 9).connected(0).got(1, 4).got(7, 9).rulesBroken())
                .containsExactly("silence");
        assertThat(Scene.withSdk().sent(1, 9).connected(0).got(1, 8).rulesBroken())
                .containsExactly("silence");
        assertThat(Scene.withSdk().sent(1, 9).connected(0).rulesBroken()).containsExactly("silence");
    }

    @Test
    void aFindingNamesTheSubscriberTheEventsAndTheirNeighbours() {
        Evidence evidence =
                Scene.withSdk().sent(1, 9).connected(0).got(1, 4).got(7, 9).evidence();

        assertThat(Judge.judge(evidence))
                .containsExactly(new Finding(
                        "silence",
                        "subscriber 0 (ws) on d never got s#5 to 6 (2 events), sent from 5.000 s on and confirmed; "
                                + "lost without a word between s#4 at 4.200 s and s#7 at 7.200 s"));
    }

    @Test
    void aGapExcusesWhatCanLieWhereItStands() {
        Scene told = Scene.withPlainPublisher().sent(1, 9).connected(0).got(1, 4);

        assertThat(told.gap(6.5, "interrupted").got(7, 9).rulesBroken()).isEmpty();
    }

    @Test
    void aGapDoesNotExcuseWhatWasSentAfterTheNextDelivery() {
        // 3 came late, behind the gap and before 6 was sent
        Scene scene = Scene.withPlainPublisher()
                .sent(1, 2)
                .sent(3, Outcome.UNKNOWN)
                .sent(4, 9)
                .connected(0)
                .got(1, 2)
                .got(4, 5)
                .gap(5.3, "interrupted")
                .got(3, 5.4)
                .got(7, 9);

        assertThat(scene.rulesBroken()).containsExactly("silence");
    }

    @Test
    void aGapDoesNotExcuseWhatWasConfirmedBeforeTheLastDeliveryWasSent() {
        Scene scene = Scene.withPlainPublisher()
                .sent(1, 5)
                .sent(6, Outcome.UNKNOWN)
                .sent(7, 9)
                .connected(0)
                .got(1, 4)
                .got(6, 6.2)
                .gap(6.5, "interrupted")
                .got(7, 9);

        assertThat(scene.rulesBroken()).containsExactly("silence");
    }

    @Test
    void aFillingIsToldByAGapBeforeAndOneBehindIt() {
        Scene scene = Scene.withPlainPublisher()
                .sent(1, 9)
                .sentByAnother(5.5)
                .connected(0)
                .got(1, 3)
                .gap(6.5, "interrupted")
                .got(4, 6.5)
                .gotOfAnother(6.5)
                .gap(6.5, "interrupted")
                .got(6, 6.5)
                .got(7, 9);

        assertThat(scene.rulesBroken()).isEmpty();
    }

    @Test
    void whoReturnsWithARecoveryHasToGetEverything() {
        Scene complete =
                Scene.withSdk().sent(1, 9).connected(0).got(1, 3).left(3.5).returned(6.5, 3, true);

        assertThat(complete.got(4, 6.6).got(5, 6.6).got(6, 6.6).got(7, 9).rulesBroken())
                .isEmpty();
        assertThat(Scene.withSdk()
                        .sent(1, 9)
                        .connected(0)
                        .got(1, 3)
                        .left(3.5)
                        .returned(6.5, 3, true)
                        .got(7, 9)
                        .rulesBroken())
                .containsExactly("silence");
        assertThat(Scene.withSdk()
                        .sent(1, 9)
                        .connected(0)
                        .got(1, 3)
                        .left(3.5)
                        .returned(6.5, 3, true)
                        .got(3, 6.6)
                        .got(4, 9)
                        .rulesBroken())
                .containsExactly("repetition");
    }

    @Test
    void whoReturnsWithoutOneMayMissAndGetAgain() {
        Scene scene = Scene.withPlainPublisher()
                .sent(1, 9)
                .connected(0)
                .got(1, 5)
                .left(5.5)
                .returned(7.5, 5, false);

        assertThat(scene.got(4, 7.6).got(5, 7.6).got(7, 7.6).got(8, 9).rulesBroken())
                .isEmpty();
    }

    @Test
    void whatIsSentAfterAnIncompleteReturnHasToCome() {
        Scene scene = Scene.withPlainPublisher()
                .sent(1, 12)
                .connected(0)
                .got(1, 5)
                .left(5.5)
                .returned(7.5, 5, false);

        assertThat(scene.got(8, 9).got(11, 12).rulesBroken()).containsExactly("silence");
    }

    @Test
    void aRepetitionIsFoundInsideAnIncompleteReturnToo() {
        Scene scene = Scene.withPlainPublisher()
                .sent(1, 6)
                .connected(0)
                .got(1, 5)
                .left(5.5)
                .returned(5.8, 5, false);

        assertThat(scene.got(4, 5.9).got(4, 5.9).got(5, 6).rulesBroken()).containsExactly("repetition");
    }

    @Test
    void theWrongOrderIsFound() {
        assertThat(Scene.withSdk()
                        .sent(1, 5)
                        .connected(0)
                        .got(1, 2)
                        .got(4, 4.2)
                        .got(3, 4.3)
                        .got(5, 5.2)
                        .rulesBroken())
                .containsExactly("order");
    }

    @Test
    void whatNobodyConfirmedMayBeMissingOrComeLate() {
        assertThat(Scene.withSdk()
                        .sent(1, 2)
                        .sent(3, Outcome.UNKNOWN)
                        .sent(4, Outcome.UNKNOWN)
                        .sent(5, 6)
                        .connected(0)
                        .got(1, 2)
                        .got(5, 5.2)
                        .got(3, 5.3)
                        .got(6, 6.2)
                        .rulesBroken())
                .isEmpty();
    }

    @Test
    void whatRedisRefusedMustNotCome() {
        assertThat(Scene.withSdk()
                        .sent(1, 2)
                        .sent(3, Outcome.REFUSED)
                        .connected(0)
                        .got(1, 3)
                        .rulesBroken())
                .containsExactly("invention");
    }

    @Test
    void whatWasPublishedTwiceHasToComeTwice() {
        assertThat(Scene.withPlainPublisher()
                        .sent(1, 2)
                        .sent(2, 3)
                        .connected(0)
                        .got(1, 2)
                        .got(2, 2.3)
                        .got(3, 3)
                        .rulesBroken())
                .isEmpty();
        assertThat(Scene.withPlainPublisher()
                        .sent(1, 2)
                        .sent(2, 3)
                        .connected(0)
                        .got(1, 3)
                        .rulesBroken())
                .containsExactly("silence");
    }

    @Test
    void ofTwoEqualOnesTheFirstMayBeTheOneThatWasLost() {
        assertThat(Scene.withPlainPublisher()
                        .sent(1, 2)
                        .sent(2, 3)
                        .connected(0)
                        .got(1, 1)
                        .gap(2.1, "interrupted")
                        .got(2, 3)
                        .rulesBroken())
                .isEmpty();
    }

    @Test
    void nothingOfWhatTheSdkWasConfirmedIsMissingWhileRedisKeepsItsData() {
        Scene interrupted = Scene.withSdk().sent(1, 9).connected(0).got(1, 4).gap(6.5, "interrupted");
        assertThat(interrupted.got(7, 9).rulesBroken()).containsExactly("kept");

        Scene slow = Scene.withSdk().sent(1, 9).connected(0).got(1, 4).gap(6.5, "slow_consumer");
        assertThat(slow.got(7, 9).rulesBroken()).isEmpty();

        Scene both = Scene.withSdk().sent(1, 9).connected(0).got(1, 4).gap(6.5, "slow_consumer");
        assertThat(both.gap(6.6, "interrupted").got(7, 9).rulesBroken()).isEmpty();

        Scene lost = Scene.withSdk().sent(1, 9).connected(0).got(1, 4).gap(6.5, "history_lost");
        assertThat(lost.got(7, 9).disturbed(Kind.REDIS_LOSS, 0, 5, 6).rulesBroken())
                .isEmpty();
    }

    @Test
    void whoWasAwayForLongerThanIsKeptMayMissSome() {
        Scene scene = Scene.withSdk()
                .keeping(3)
                .sent(1, 9)
                .connected(0)
                .got(1, 2)
                .left(2.5)
                .returned(7.5, 2, false);
        assertThat(scene.got(5, 7.6).got(6, 7.6).got(7, 7.6).got(8, 9).rulesBroken())
                .isEmpty();

        Scene enough =
                Scene.withSdk().sent(1, 9).connected(0).got(1, 2).left(2.5).returned(7.5, 2, false);
        assertThat(enough.got(5, 7.6).got(6, 7.6).got(7, 7.6).got(8, 9).rulesBroken())
                .containsExactly("kept");
    }

    @Test
    void aFormThatResumesHasIdsAndAnswers() {
        assertThat(Scene.withSdk()
                        .sent(1, 4)
                        .connected(0)
                        .got(1, 2)
                        .left(2.5)
                        .returned(2.6, 2, null)
                        .got(3, 4)
                        .rulesBroken())
                .containsExactly("resume");
    }

    @Test
    void aConnectionEndsWithItsGatewayOnly() {
        Scene killed = Scene.withSdk().sent(1, 4).connected(0).got(1, 2).ended(2.5);
        assertThat(killed.returned(2.6, 2, true)
                        .got(3, 4)
                        .disturbed(Kind.GATEWAY_KILL, 0, 2.4, 3)
                        .rulesBroken())
                .isEmpty();

        Scene other = Scene.withSdk().sent(1, 4).connected(0).got(1, 2).ended(2.5);
        assertThat(other.returned(2.6, 2, true)
                        .got(3, 4)
                        .disturbed(Kind.GATEWAY_KILL, 1, 2.4, 3)
                        .disturbed(Kind.REDIS_KILL, 0, 2.4, 2.6)
                        .rulesBroken())
                .containsExactly("connection");
    }

    @Test
    void everybodyIsConnectedInTheEnd() {
        assertThat(Scene.withSdk().sent(1, 4).connected(0).got(1, 4).left(4.5).rulesBroken())
                .containsExactly("connection");
    }

    @Test
    void deliveryIsBackInTime() {
        Scene late =
                Scene.withPlainPublisher().sent(1, 9).connected(0).got(1, 4).gap(7, "interrupted");
        assertThat(late.got(8, 9).disturbed(Kind.REDIS_PAUSE, 0, 4.5, 5).rulesBroken())
                .containsExactly("return");

        Scene soon =
                Scene.withPlainPublisher().sent(1, 9).connected(0).got(1, 4).gap(5, "interrupted");
        assertThat(soon.got(6, 9).disturbed(Kind.REDIS_PAUSE, 0, 4.5, 5).rulesBroken())
                .isEmpty();
    }

    @Test
    void aReturnThatNeverComesIsFound() {
        Scene never =
                Scene.withPlainPublisher().sent(1, 9).connected(0).got(1, 4).gap(9, "interrupted");

        assertThat(never.disturbed(Kind.REDIS_KILL, 0, 4.5, 5).rulesBroken()).containsExactly("return");
    }

    @Test
    void whoCannotSayWhereItWasIsOwedOrderAlone() {
        assertThat(Scene.withSdk()
                        .sent(1, 9)
                        .connected(0)
                        .got(1, 2)
                        .got(5, 5.2)
                        .left(5.5)
                        .connected(7.5)
                        .got(8, 8.2)
                        .rulesBroken(Form.PLAIN_WEBSOCKET))
                .isEmpty();
        assertThat(Scene.withSdk()
                        .sent(1, 9)
                        .connected(0)
                        .got(1, 2)
                        .got(2, 2.3)
                        .got(4, 4.2)
                        .got(3, 4.3)
                        .rulesBroken(Form.PLAIN_WEBSOCKET))
                .containsExactly("order", "repetition");
    }

    @Test
    void countersGoBackToZero() {
        assertThat(Scene.withSdk()
                        .connected(0)
                        .remains("stream_users", 0)
                        .remains("stream_connections", 2)
                        .rulesBroken())
                .containsExactly("remains");
    }

    @Test
    void memoryComesBack() {
        assertThat(Scene.withSdk().connected(0).memory(100 << 20, 164 << 20).rulesBroken())
                .isEmpty();
        assertThat(Scene.withSdk()
                        .connected(0)
                        .memory(100 << 20, (164 << 20) + 1)
                        .rulesBroken())
                .containsExactly("memory");
    }
}
