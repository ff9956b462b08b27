package io.mycostream.demo;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/** Writes down how much it was, for whoever runs the long form; nothing without {@code -Dchaos.report}, the file. */
final class ChaosReport {

    private final StringBuilder text = new StringBuilder();

    /** What was done, and for how long. */
    ChaosReport(String what, Duration time) {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        line(
                "%s, %.1f s; %d processors, load %.1f",
                what, time.toMillis() / 1e3, machine.getAvailableProcessors(), machine.getSystemLoadAverage());
    }

    ChaosReport line(String format, Object... values) {
        text.append(format.formatted(values)).append('\n');
        return this;
    }

    /** What each board sent and was told, and what is in Redis of all that. */
    ChaosReport accounts(List<SentAndDelivered> accounts, ChannelHistory history, Duration time) {
        int sent = 0;
        int delivered = 0;
        int missing = 0;
        List<String> received = SentAndDelivered.namesOf(history.withoutRepetitions());
        for (SentAndDelivered account : accounts) {
            int lost = account.missingIn(received).size();
            int different = account.different().size();
            line(
                    "%-24s sent %6d, different ones %6d, delivered %6d (%3d %%), missing %d",
                    account.board(),
                    account.sent().size(),
                    different,
                    account.delivered().size(),
                    100 * account.delivered().size() / Math.max(1, different),
                    lost);
            sent += different;
            delivered += account.delivered().size();
            missing += lost;
        }
        long seconds = Math.max(1, time.toSeconds());
        return line(
                "sent %d, %d a second; delivered %d, %d a second, missing %d; in Redis %d, without repetitions %d, replayed %d",
                sent,
                sent / seconds,
                delivered,
                delivered / seconds,
                missing,
                history.size(),
                received.size(),
                history.replayed());
    }

    void write() throws IOException {
        String file = System.getProperty("chaos.report");
        if (file != null) {
            Files.writeString(Path.of(file), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
