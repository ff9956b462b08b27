package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A subscriber of a form that resumes can do so: each event has an id, and whoever named one is told whether everything since
 * is going to come. One finding for each subscriber and kind, as these are faults of the form and not of a moment.
 */
final class ResumeRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        for (Testimony testimony : evidence.testimonies()) {
            if (testimony.form().resumes()) {
                first(testimony, entry -> entry instanceof Entry.Delivered delivered && delivered.id() == null)
                        .ifPresent(entry -> findings.add(finding(testimony, entry, "without an id")));
                first(
                                testimony,
                                entry -> entry instanceof Entry.Connected connected
                                        && !connected.fresh()
                                        && connected.recovered() == null)
                        .ifPresent(entry -> findings.add(finding(
                                testimony, entry, "without a word on what it missed, though it named its last event")));
                first(
                                testimony,
                                entry -> entry instanceof Entry.Connected connected
                                        && connected.fresh()
                                        && connected.recovered() != null)
                        .ifPresent(entry -> findings.add(finding(testimony, entry, "though it named no event")));
            }
        }
        return findings;
    }

    private static Optional<Entry> first(Testimony testimony, Predicate<Entry> problem) {
        return testimony.entries().stream().filter(problem).findFirst();
    }

    private static Finding finding(Testimony testimony, Entry entry, String what) {
        return new Finding("resume", Words.who(testimony) + " got " + Words.entry(entry) + ' ' + what);
    }
}
