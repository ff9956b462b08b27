package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Evidence;
import java.util.List;

/** One promise of the suite. */
interface Rule {

    List<Finding> judge(Evidence evidence, Ledger ledger);
}
