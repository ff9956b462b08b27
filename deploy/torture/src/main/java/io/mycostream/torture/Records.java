package io.mycostream.torture;

import io.mycostream.torture.journal.Disturbance;
import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.journal.Testimony;
import io.mycostream.torture.judge.Finding;
import io.mycostream.torture.nemesis.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The folder of a run, with everything in it that somebody may want to look at afterwards. */
final class Records {

    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss", Locale.ROOT);

    private final Path folder;

    private Records(Path folder) {
        this.folder = folder;
    }

    /** Makes a new folder, named after the time. */
    static Records in(Path parent) throws IOException {
        String time = LocalDateTime.now(ZoneId.systemDefault()).format(NAME);
        return new Records(Files.createDirectories(parent.resolve(time)));
    }

    Path folder() {
        return folder;
    }

    void write(Plan plan, TortureOptions options) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(options.toString());
        plan.sources().forEach(source -> lines.add(source.toString()));
        plan.listeners().forEach(listener -> lines.add(listener.toString()));
        plan.upheavals().forEach(step -> lines.add(step.toString()));
        plan.lapses().forEach(step -> lines.add(step.toString()));
        Files.write(folder.resolve("plan.txt"), lines);
    }

    void write(Evidence evidence, List<Finding> findings, String report) throws IOException {
        Files.write(
                folder.resolve("publications.txt"),
                evidence.publications().stream()
                        .sorted(Comparator.comparingLong(Publication::sentAt))
                        .map(Records::line)
                        .toList());
        Files.write(
                folder.resolve("disturbances.txt"),
                evidence.disturbances().stream()
                        .sorted(Comparator.comparingLong(Disturbance::began))
                        .map(Records::line)
                        .toList());
        for (Testimony testimony : evidence.testimonies()) {
            Files.write(
                    folder.resolve(testimony.subscriber().replace(' ', '-') + ".txt"),
                    Stream.concat(
                                    Stream.of("%s on %s"
                                            .formatted(testimony.form().word(), testimony.device())),
                                    testimony.entries().stream().map(Records::line))
                            .toList());
        }
        Files.write(
                folder.resolve("findings.txt"),
                findings.stream()
                        .map(finding -> finding.rule() + ": " + finding.text())
                        .toList());
        Files.writeString(folder.resolve("report.txt"), report + '\n');
    }

    private static String line(Publication publication) {
        return "%s %s#%d %s after %s, receivers %d"
                .formatted(
                        time(publication.sentAt()),
                        publication.source(),
                        publication.number(),
                        publication.outcome(),
                        publication.answeredAt() == Long.MAX_VALUE
                                ? "no answer"
                                : time(publication.answeredAt() - publication.sentAt()),
                        publication.receivers());
    }

    private static String line(Disturbance disturbance) {
        return "%s to %s %s".formatted(time(disturbance.began()), time(disturbance.ended()), disturbance.detail());
    }

    private static String line(Entry entry) {
        String what = switch (entry) {
            case Entry.Connected connected ->
                "connected to gateway %d, asked for %s, recovered %s"
                        .formatted(connected.gateway(), connected.asked(), connected.recovered());
            case Entry.Delivered delivered ->
                "%s#%d id %s".formatted(delivered.source(), delivered.number(), delivered.id());
            case Entry.Gap gap -> "gap " + gap.reason();
            case Entry.Ended ended ->
                "end at gateway %d: %s%s".formatted(ended.gateway(), ended.how(), ended.own() ? " (own)" : "");
            case Entry.Refused refused -> "refused by gateway %d: %s".formatted(refused.gateway(), refused.how());
            case Entry.Odd odd -> "odd " + odd.text();
        };
        return time(entry.at()) + ' ' + what;
    }

    private static String time(long nanos) {
        return String.format(Locale.ROOT, "%10.6f", nanos / 1e9);
    }
}
