package io.mycostream.ingest.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.device.SequenceVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BoardRegistryTest {

    private static final String ACM0 = "/dev/ttyACM0";
    private static final String ACM1 = "/dev/ttyACM1";
    private static final String ID = "mycobrain-c40a24";
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration MEMORY = Duration.ofHours(24);
    private static final BoardProfile MUSHROOM = new BoardProfile(
            Optional.of("side-a-mdp-2.1.0"), Optional.of("mushroom1"), List.of("bme688_a"), List.of("led", "estop"));

    private Instant now = Instant.parse("2026-11-20T07:00:00Z");
    private final List<BoardChange> changes = new ArrayList<>();
    private final BoardRegistry boards = registry(3, 30);
    private final BoardLink first = boards.link(ACM0, Transport.SERIAL);
    private final BoardLink second = boards.link(ACM1, Transport.SERIAL);

    private BoardRegistry registry(int limit, int changesPerMinute) {
        return new BoardRegistry(new BoardLimits(limit, SILENCE, MEMORY, changesPerMinute), () -> now, changes::add);
    }

    @Test
    void aBoardIsThereFromItsFirstWord() {
        first.opened("mycobrain--dev-ttyACM0");
        assertThat(board("mycobrain--dev-ttyACM0").links())
                .singleElement()
                .satisfies(link -> assertThat(link.absence()).contains(Absence.NOT_HEARD))
                .satisfies(link -> assertThat(link.linkOpen()).isTrue());
        assertThat(changes).as("nobody came yet").isEmpty();

        first.frame("mycobrain--dev-ttyACM0", new SequenceVerdict.InOrder());

        assertThat(told()).containsExactly("online mycobrain--dev-ttyACM0 /dev/ttyACM0 online");
        assertThat(board("mycobrain--dev-ttyACM0").state()).isEqualTo(BoardState.ONLINE);
        assertThat(board("mycobrain--dev-ttyACM0").links().getFirst().firstHeard())
                .contains(now);
    }

    @Test
    void aBoardThatGreetsTakesThePlaceOfItsPort() {
        first.opened("mycobrain--dev-ttyACM0");

        first.renamed("mycobrain--dev-ttyACM0", ID, MUSHROOM);

        assertThat(told()).containsExactly("online mycobrain-c40a24 /dev/ttyACM0 online");
        assertThat(changes.getFirst().board().profile()).isEqualTo(MUSHROOM);
        assertThat(boards.boards()).extracting(Board::deviceId).containsExactly(ID);
    }

    @Test
    void aBoardThatWasHeardUnderAnotherNameIsToldByBoth() {
        first.opened("mycobrain--dev-ttyACM0");
        first.heard("mycobrain--dev-ttyACM0");

        first.renamed("mycobrain--dev-ttyACM0", ID, MUSHROOM);

        assertThat(told())
                .containsExactly(
                        "online mycobrain--dev-ttyACM0 /dev/ttyACM0 online",
                        "identity_changed mycobrain--dev-ttyACM0 /dev/ttyACM0 offline",
                        "online mycobrain-c40a24 /dev/ttyACM0 online");
        assertThat(changes.get(1).otherDeviceId()).contains(ID);
        assertThat(changes.get(1).board().absence()).contains(Absence.RENAMED);
        assertThat(changes.get(2).otherDeviceId()).contains("mycobrain--dev-ttyACM0");
    }

    @Test
    void otherFirmwareIsAChangeAndTheSameAgainIsNone() {
        first.greeted(ID, BoardProfile.UNKNOWN);
        first.greeted(ID, MUSHROOM);
        first.greeted(ID, MUSHROOM);

        assertThat(told())
                .containsExactly(
                        "online mycobrain-c40a24 /dev/ttyACM0 online",
                        "identity_changed mycobrain-c40a24 /dev/ttyACM0 online");
        assertThat(changes.getLast().board().profile()).isEqualTo(MUSHROOM);
    }

    @Test
    void aBoardGoesWithItsLink() {
        first.opened(ID);
        first.heard(ID);
        now = now.plusSeconds(5);

        first.closed(Absence.UNPLUGGED);

        assertThat(told()).last().isEqualTo("offline mycobrain-c40a24 /dev/ttyACM0 offline");
        BoardOnLink gone = board(ID).links().getFirst();
        assertThat(gone.absence()).contains(Absence.UNPLUGGED);
        assertThat(gone.since()).isEqualTo(now);
        assertThat(gone.linkOpen()).isFalse();
    }

    @Test
    void aBoardGoesByItsLastWillAndComesWithItsNextWord() {
        BoardLink broker = boards.link("mqtt://broker", Transport.MQTT);
        broker.opened();
        broker.heard("a");
        broker.heard("b");

        broker.gone("a", Absence.LAST_WILL);
        broker.gone("a", Absence.LAST_WILL);
        broker.gone("never", Absence.LAST_WILL);
        broker.heard("a");

        assertThat(told())
                .containsExactly(
                        "online a mqtt://broker online",
                        "online b mqtt://broker online",
                        "offline a mqtt://broker offline",
                        "online a mqtt://broker online");
    }

    @Test
    void aBoardIsGoneAfterSilenceAndNotBefore() {
        first.opened(ID);
        first.heard(ID);

        now = now.plus(SILENCE).minusMillis(1);
        boards.look();
        assertThat(board(ID).state()).isEqualTo(BoardState.ONLINE);

        now = now.plusMillis(1);
        boards.look();
        assertThat(board(ID).links().getFirst().absence()).contains(Absence.SILENT);
        assertThat(board(ID).links().getFirst().linkOpen()).isTrue();

        first.heard(ID);
        assertThat(told())
                .containsExactly(
                        "online mycobrain-c40a24 /dev/ttyACM0 online",
                        "offline mycobrain-c40a24 /dev/ttyACM0 offline",
                        "online mycobrain-c40a24 /dev/ttyACM0 online");
    }

    @Test
    void twoBoardsThatClaimOneIdAreToldApartByTheirLinks() {
        first.opened(ID);
        first.greeted(ID, MUSHROOM);
        second.opened("mycobrain--dev-ttyACM1");
        second.renamed("mycobrain--dev-ttyACM1", ID, BoardProfile.UNKNOWN);
        first.frame(ID, new SequenceVerdict.InOrder());
        second.frame(ID, new SequenceVerdict.Gap(3));

        assertThat(told())
                .containsExactly(
                        "online mycobrain-c40a24 /dev/ttyACM0 online",
                        "conflict mycobrain-c40a24 /dev/ttyACM1 conflict");
        assertThat(changes.getLast().linksOnline()).containsExactly(ACM0, ACM1);
        assertThat(boards.conflicts()).isEqualTo(1);
        assertThat(boards.count(BoardState.CONFLICT)).isEqualTo(1);
        Board both = board(ID);
        assertThat(both.state()).isEqualTo(BoardState.CONFLICT);
        assertThat(both.links()).extracting(BoardOnLink::link).containsExactly(ACM0, ACM1);
        assertThat(both.links()).extracting(link -> link.counts().missing()).containsExactly(0L, 3L);
        assertThat(both.links()).extracting(BoardOnLink::profile).containsExactly(MUSHROOM, BoardProfile.UNKNOWN);

        first.closed(Absence.UNPLUGGED);

        assertThat(told()).last().isEqualTo("offline mycobrain-c40a24 /dev/ttyACM0 online");
        assertThat(changes.getLast().linksOnline()).containsExactly(ACM1);
        assertThat(board(ID).state()).isEqualTo(BoardState.ONLINE);
    }

    @Test
    void aBoardThatMovesToAnotherPortIsNoConflict() {
        first.opened(ID);
        first.heard(ID);
        first.closed(Absence.UNPLUGGED);

        second.opened(ID);
        second.heard(ID);

        assertThat(board(ID).state()).isEqualTo(BoardState.ONLINE);
        assertThat(boards.conflicts()).isZero();
    }

    @Test
    void countsWhatTheNumbersOfFramesTell() {
        first.opened(ID);
        first.frame(ID, new SequenceVerdict.InOrder());
        first.measured(ID);
        first.frame(ID, new SequenceVerdict.Gap(4));
        first.measured(ID);
        first.frame(ID, new SequenceVerdict.Late());
        first.frame(ID, new SequenceVerdict.Duplicate());
        first.frame(ID, new SequenceVerdict.Restart());
        first.frame(ID, new SequenceVerdict.InOrder());
        first.repeated(ID);
        first.rejected("crc_error");
        first.rejected("crc_error");
        first.rejected("oversize");
        first.counting(ID, "7");

        BoardOnLink board = board(ID).links().getFirst();
        assertThat(board.counts())
                .isEqualTo(new BoardCounts(6, 2, 1, 4, 1, 2, 1, Map.of("crc_error", 2L, "oversize", 1L)));
        assertThat(board.counts().rejectedChunks()).isEqualTo(3);
        assertThat(board.sequenceEpoch()).contains("7");
    }

    @Test
    void countsSurviveUnplugging() {
        first.opened(ID);
        first.frame(ID, new SequenceVerdict.InOrder());
        first.closed(Absence.UNPLUGGED);
        boards.link(ACM0, Transport.SERIAL).opened(ID);
        boards.link(ACM0, Transport.SERIAL).frame(ID, new SequenceVerdict.InOrder());

        assertThat(board(ID).links().getFirst().counts().frames()).isEqualTo(2);
    }

    @Test
    void whoWasAwayForLongestGivesWayWhenThereIsNoRoom() {
        BoardLink broker = boards.link("mqtt://broker", Transport.MQTT);
        for (String id : List.of("a", "b", "c")) {
            broker.heard(id);
        }
        broker.gone("b", Absence.LAST_WILL);
        now = now.plusSeconds(1);
        broker.gone("a", Absence.LAST_WILL);

        broker.heard("d");

        assertThat(boards.boards()).extracting(Board::deviceId).containsExactly("a", "c", "d");
        assertThat(boards.refused()).isZero();
    }

    @Test
    void inventedIdsAreRefusedWhileAllAreThere() {
        BoardLink broker = boards.link("mqtt://broker", Transport.MQTT);
        for (int i = 0; i < 1000; i++) {
            broker.frame("invented-" + i, new SequenceVerdict.InOrder());
        }

        assertThat(boards.boards()).hasSize(3);
        assertThat(boards.refused()).isEqualTo(997);
        assertThat(changes).hasSize(3);

        now = now.plus(SILENCE);
        boards.look();
        broker.heard("real");
        assertThat(board("real").state()).isEqualTo(BoardState.ONLINE);
    }

    @Test
    void aBoardThatIsCalledOtherwiseTakesItsOwnPlaceWhereThereIsNoOther() {
        boards.link("mqtt://broker", Transport.MQTT).heard("a");
        second.heard("b");
        first.heard("c");
        first.heard("refused");

        first.renamed("c", "d", MUSHROOM);

        assertThat(boards.boards()).extracting(Board::deviceId).containsExactly("a", "b", "d");
        assertThat(boards.refused()).isEqualTo(1);
    }

    @Test
    void aBoardIsForgottenAfterALongAbsence() {
        first.opened(ID);
        first.heard(ID);
        first.closed(Absence.UNPLUGGED);

        now = now.plus(MEMORY).minusMillis(1);
        boards.look();
        assertThat(boards.board(ID)).isPresent();

        now = now.plusMillis(1);
        boards.look();
        assertThat(boards.board(ID)).isEmpty();
    }

    @Test
    void aPortWhereNothingWasHeardIsListedForAsLongAsItIsOpen() {
        first.opened("mycobrain--dev-ttyACM0");
        first.rejected("crc_error");
        now = now.plus(MEMORY).plus(MEMORY);
        boards.look();
        assertThat(board("mycobrain--dev-ttyACM0").links().getFirst().counts().rejectedChunks())
                .isEqualTo(1);

        first.closed(Absence.UNPLUGGED);

        assertThat(boards.boards()).isEmpty();
        assertThat(changes).isEmpty();
    }

    @Test
    void whatChangesAllTheTimeIsToldAsOneChange() {
        BoardRegistry few = registry(3, 4);
        BoardLink broker = few.link("mqtt://broker", Transport.MQTT);
        for (int i = 0; i < 10; i++) {
            broker.heard("flapping");
            broker.gone("flapping", Absence.LAST_WILL);
        }
        broker.heard("calm");
        few.look();
        assertThat(told()).hasSize(5);
        assertThat(few.untold()).isEqualTo(16);

        now = now.plus(Duration.ofMinutes(1));
        few.look();
        few.look();

        assertThat(told()).hasSize(6).last().isEqualTo("offline flapping mqtt://broker offline");
    }

    @Test
    void boardsGoBecauseTheProcessStops() {
        first.opened(ID);
        first.heard(ID);

        boards.stopping();
        first.closed(Absence.UNPLUGGED);

        assertThat(changes.getLast().board().absence()).contains(Absence.STOPPED);
    }

    private Board board(String id) {
        return boards.board(id).orElseThrow();
    }

    @Test
    void namesThatComeAndGoAtAPortAreToldAsOftenAsWhatChangesAboutOneBoard() {
        BoardRegistry few = registry(100, 4);
        BoardLink port = few.link(ACM0, Transport.SERIAL);
        port.heard("n0");
        for (int i = 1; i <= 50; i++) {
            port.renamed("n" + (i - 1), "n" + i, BoardProfile.UNKNOWN);
        }
        assertThat(told())
                .containsExactly(
                        "online n0 /dev/ttyACM0 online",
                        "identity_changed n0 /dev/ttyACM0 offline",
                        "online n1 /dev/ttyACM0 online",
                        "identity_changed n1 /dev/ttyACM0 offline");

        now = now.plus(Duration.ofMinutes(1));
        few.look();

        assertThat(told()).hasSize(8);
        assertThat(told().get(4)).as("who is there is told first").isEqualTo("online n50 /dev/ttyACM0 online");
    }

    @Test
    void changesAreToldAfterTheClockWasSetBack() {
        BoardRegistry few = registry(3, 1);
        few.link(ACM0, Transport.SERIAL).heard(ID);

        now = now.minus(Duration.ofDays(1));
        few.link(ACM0, Transport.SERIAL).closed(Absence.UNPLUGGED);

        assertThat(told()).hasSize(2);
    }

    @Test
    void namesThatComeAndGoAtAPortPushNobodyOut() {
        BoardRegistry twelve = registry(12, 30);
        BoardLink other = twelve.link(ACM1, Transport.SERIAL);
        other.heard(ID);
        other.closed(Absence.UNPLUGGED);
        BoardLink port = twelve.link(ACM0, Transport.SERIAL);
        port.heard("n0");
        now = now.plusSeconds(1);

        for (int i = 1; i <= 50; i++) {
            port.renamed("n" + (i - 1), "n" + i, BoardProfile.UNKNOWN);
            now = now.plusMillis(1);
        }

        assertThat(twelve.boards())
                .extracting(Board::deviceId)
                .containsExactly(ID, "n42", "n43", "n44", "n45", "n46", "n47", "n48", "n49", "n50");
    }

    private List<String> told() {
        return changes.stream()
                .map(change -> String.join(
                        " ",
                        change.kind().label(),
                        change.board().deviceId(),
                        change.board().link(),
                        change.state().label()))
                .toList();
    }
}
