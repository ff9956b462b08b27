package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whatever arrives was sent, before it arrived, about the subscriber's device, with the same telemetry. */
final class InventionRule implements Rule {

    @Override
    public List<Finding> judge(Evidence evidence, Ledger ledger) {
        List<Finding> findings = new ArrayList<>();
        for (Testimony testimony : evidence.testimonies()) {
            for (Entry entry : testimony.entries()) {
                String problem = switch (entry) {
                    case Entry.Delivered delivered -> problem(testimony, delivered, ledger);
                    case Entry.Odd _ -> "which nobody expects on this stream";
                    default -> null;
                };
                if (problem != null) {
                    findings.add(new Finding(
                            "invention", Words.who(testimony) + " got " + Words.entry(entry) + ", " + problem));
                }
            }
        }
        return findings;
    }

    private static @Nullable String problem(Testimony testimony, Entry.Delivered delivered, Ledger ledger) {
        Optional<Account> known = ledger.account(delivered);
        if (known.isEmpty()) {
            return "which nobody sent";
        }
        Account account = known.get();
        if (ledger.sourcesOf(testimony.device()).stream()
                .noneMatch(source -> source.name().equals(delivered.source()))) {
            return "which is about another device";
        }
        if (account.possible() == 0) {
            return "which Redis had refused";
        }
        if (delivered.at() < account.sentAt()) {
            return "before it was sent at " + Words.time(account.sentAt());
        }
        if (!delivered.digest().equals(account.digest())) {
            return "with " + delivered.digest() + " instead of " + account.digest();
        }
        return null;
    }
}
