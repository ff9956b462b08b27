package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Testimony;

/**
 * A confirmed event that a subscriber did not get.
 *
 * @param after index of the entry behind which it belongs, -1 for the start
 * @param before index of the entry before which it belongs, the number of entries for the end
 * @param excuse the entry by which the gateway told the subscriber of it; null when it was lost in silence
 */
record Loss(
        Testimony testimony,
        Account account,
        int after,
        int before,
        @Nullable Entry excuse) {}
