package io.mycostream.gateway.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlainIdsTest {

    private static final UUID TEXT = PublicationId.ofText("news", new byte[] {1});
    private static final UUID OTHER = PublicationId.ofText("news", new byte[] {2});

    @Test
    void countsEachTextByItself() {
        PlainIds ids = new PlainIds(10, () -> 1);

        assertThat(List.of(ids.next(TEXT), ids.next(OTHER), ids.next(TEXT)))
                .containsExactly(
                        PublicationId.made(TEXT, 1), PublicationId.made(OTHER, 1), PublicationId.made(TEXT, 2));
        assertThat(ids.knows(PublicationId.made(TEXT, 2))).isTrue();
        assertThat(ids.knows(PublicationId.made(TEXT, 3))).isFalse();
    }

    @Test
    void goesOnWhereTheHistoryIs() {
        PlainIds ids = new PlainIds(10, () -> 1);

        ids.add(PublicationId.made(TEXT, 41), TEXT);
        ids.add(PublicationId.made(TEXT, 40), TEXT);
        ids.add("by another rule", TEXT);

        assertThat(ids.next(TEXT)).isEqualTo(PublicationId.made(TEXT, 42));
    }

    /** Otherwise a client that has the first would be taken for one that has the last. */
    @Test
    void textThatIsSaidAgainAndAgainNeverHasAnIdTwice() {
        PlainIds ids = new PlainIds(2, () -> 1);
        for (int time = 1; time <= 100; time++) {
            assertThat(ids.next(TEXT)).isEqualTo(PublicationId.made(TEXT, time));
        }
    }

    @Test
    void remembersSoManyTextsAndNoMore() {
        PlainIds ids = new PlainIds(1, () -> 1);

        ids.next(TEXT);
        ids.next(OTHER);

        assertThat(ids.next(TEXT)).isEqualTo(PublicationId.made(TEXT, 1));
    }

    /** A client that was away for as long must not be told that it missed nothing. */
    @Test
    void textThatIsForgottenAndSaidAnHourLaterHasAnotherId() {
        Instant[] now = {Instant.parse("2026-02-12T10:59:59Z")};
        PlainIds ids = new PlainIds(1, () -> PublicationId.firstOccurrence(now[0]));
        String before = ids.next(TEXT);
        ids.next(OTHER);

        now[0] = now[0].plusSeconds(2);

        assertThat(ids.next(TEXT)).isNotEqualTo(before);
    }

    /** A node that missed the first calls the second by its name. */
    @Test
    void idOfATextThatWasSaidMoreThanOnceIsAmbiguous() {
        PlainIds ids = new PlainIds(2, () -> 1);
        String once = ids.next(OTHER);
        String first = ids.next(TEXT);
        assertThat(ids.isAmbiguous(first)).isFalse();

        String second = ids.next(TEXT);

        assertThat(ids.isAmbiguous(first)).isTrue();
        assertThat(ids.isAmbiguous(second)).isTrue();
        assertThat(ids.isAmbiguous(once)).isFalse();
        assertThat(ids.isAmbiguous("given")).isFalse();
    }
}
