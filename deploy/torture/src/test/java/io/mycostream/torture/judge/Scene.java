package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Disturbance;
import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Form;
import io.mycostream.torture.journal.Kind;
import io.mycostream.torture.journal.Memory;
import io.mycostream.torture.journal.Outcome;
import io.mycostream.torture.journal.Publication;
import io.mycostream.torture.journal.Remains;
import io.mycostream.torture.journal.Source;
import io.mycostream.torture.journal.Terms;
import io.mycostream.torture.journal.Testimony;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A made-up run with one device, for the judge to judge. The source {@code s} sends event n at n seconds and hears of it a
 * tenth later; whoever gets it live does so two tenths later.
 */
final class Scene {

    private static final long SECOND = 1_000_000_000;

    private final List<Source> sources = new ArrayList<>();
    private final List<Publication> publications = new ArrayList<>();
    private final List<Disturbance> disturbances = new ArrayList<>();
    private final List<Remains> remains = new ArrayList<>();
    private final List<Memory> memories = new ArrayList<>();
    private final List<Testimony> testimonies = new ArrayList<>();
    private final List<Entry> entries = new ArrayList<>();
    private int kept = 1000;

    private Scene(boolean sdk) {
        sources.add(new Source("s", "d", sdk));
    }

    static Scene withSdk() {
        return new Scene(true);
    }

    static Scene withPlainPublisher() {
        return new Scene(false);
    }

    static long seconds(double time) {
        return Math.round(time * SECOND);
    }

    Scene sent(int first, int last) {
        for (int number = first; number <= last; number++) {
            sent(number, Outcome.ACKNOWLEDGED);
        }
        return this;
    }

    Scene sent(int number, Outcome outcome) {
        publications.add(new Publication(
                "s", number, "{\"n\":" + number + '}', seconds(number), seconds(number + 0.1), outcome, 1));
        return this;
    }

    /** An event of a second source for the same device. */
    Scene sentByAnother(double at) {
        sources.add(new Source("t", "d", false));
        publications.add(new Publication("t", 1, "{}", seconds(at), seconds(at + 0.1), Outcome.ACKNOWLEDGED, 1));
        return this;
    }

    Scene gotOfAnother(double at) {
        entries.add(new Entry.Delivered(seconds(at), "t", 1, "{}", "id-t"));
        return this;
    }

    Scene connected(double at) {
        entries.add(new Entry.Connected(seconds(at), 0, null, null));
        return this;
    }

    Scene returned(double at, int lastNumber, @Nullable Boolean recovered) {
        entries.add(new Entry.Connected(seconds(at), 1, "id-" + lastNumber, recovered));
        return this;
    }

    Scene ended(double at) {
        entries.add(new Entry.Ended(seconds(at), 0, "reset", false));
        return this;
    }

    Scene left(double at) {
        entries.add(new Entry.Ended(seconds(at), 0, "left", true));
        return this;
    }

    Scene gap(double at, String reason) {
        entries.add(new Entry.Gap(seconds(at), reason));
        return this;
    }

    Scene got(int first, int last) {
        for (int number = first; number <= last; number++) {
            got(number, number + 0.2);
        }
        return this;
    }

    Scene got(int number, double at) {
        entries.add(new Entry.Delivered(seconds(at), "s", number, "{\"n\":" + number + '}', "id-" + number));
        return this;
    }

    Scene disturbed(Kind kind, int target, double began, double ended) {
        disturbances.add(new Disturbance(kind, target, kind.word(), seconds(began), seconds(ended)));
        return this;
    }

    Scene remains(String counter, double value) {
        remains.add(new Remains("gateway 0", counter, value));
        return this;
    }

    Scene memory(long warm, long last) {
        memories.add(new Memory(0, 1, warm, last));
        return this;
    }

    Scene keeping(int publications) {
        kept = publications;
        return this;
    }

    Evidence evidence() {
        return evidence(Form.WEBSOCKET);
    }

    Evidence evidence(Form form) {
        testimonies.add(new Testimony("subscriber 0", form, "d", entries));
        return new Evidence(
                new Terms(Duration.ofSeconds(2), Duration.ofSeconds(5), 64 << 20, kept),
                sources,
                publications,
                testimonies,
                disturbances,
                remains,
                memories);
    }

    /** What the judge finds, each as its rule. */
    List<String> rulesBroken() {
        return rulesBroken(Form.WEBSOCKET);
    }

    List<String> rulesBroken(Form form) {
        return Judge.judge(evidence(form)).stream().map(Finding::rule).toList();
    }
}
