package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Testimony;
import java.util.List;

/**
 * A confirmed event that a subscriber did not get.
 *
 * @param after index of the entry behind which it belongs, -1 for the start
 * @param before index of the entry before which it belongs, the number of entries for the end
 * @param excuses the entries by which the gateway may have told the subscriber of it; none when it was lost in silence
 */
record Loss(Testimony testimony, Account account, int after, int before, List<Entry> excuses) {

    Loss {
        excuses = List.copyOf(excuses);
    }

    boolean silent() {
        return excuses.isEmpty();
    }
}
