package io.mycostream.ingest.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.mycostream.ingest.command.CommandCounts;
import io.mycostream.ingest.command.CommandResult;
import io.mycostream.ingest.command.Commands;
import io.mycostream.ingest.command.Outcome;
import io.mycostream.ingest.command.Reason;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What is counted of commands to boards and of the acknowledgements they ask for, all of it from the start. */
@Singleton
public class CommandMetrics implements CommandCounts {

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Reason, Counter> reasons = new EnumMap<>(Reason.class);
    private final Counter repeated;
    private final Counter duplicates;
    private final Counter unclaimed;
    private final Counter sent;
    private final Counter unsent;
    private final Counter passedOver;

    /** Registers what is counted here. */
    public CommandMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, counter("ingest.commands", "Commands by how they ended", "outcome", outcome.label()));
        }
        for (Reason reason : Reason.values()) {
            reasons.put(reason, unsent(reason));
        }
        repeated = Counter.builder("ingest.commands.repeated")
                .description("Commands sent once more because no answer came")
                .register(registry);
        duplicates = unsent(Reason.TAKEN);
        unclaimed = unsent(Reason.UNCLAIMED);
        sent = acknowledgements("sent");
        unsent = acknowledgements("unsent");
        passedOver = acknowledgements("passed_over");
    }

    private Counter unsent(Reason reason) {
        return counter(
                "ingest.commands.unsent", "Commands of which nothing was sent, by reason", "reason", reason.label());
    }

    private Counter acknowledgements(String outcome) {
        return counter(
                "ingest.acknowledgements",
                "Frames acknowledged, acknowledgements with no room on their line, missing frames no longer waited for",
                "outcome",
                outcome);
    }

    private Counter counter(String name, String description, String tag, String value) {
        return Counter.builder(name).description(description).tag(tag, value).register(registry);
    }

    /** These count for themselves and are asked. */
    void watch(Commands commands, CommandDesk desk) {
        Gauge.builder("ingest.commands.waiting", commands, Commands::waiting)
                .description("Commands that wait for their turn, for all boards")
                .register(registry);
        Gauge.builder("ingest.commands.hearing", desk, at -> at.isHearing() ? 1 : 0)
                .description("1 while commands on the channel are heard")
                .register(registry);
        FunctionCounter.builder("ingest.commands.interruptions", desk, CommandDesk::interruptions)
                .description("How often the channel was not heard for a while; what was published then is lost")
                .register(registry);
    }

    @Override
    public void ended(CommandResult result) {
        Objects.requireNonNull(outcomes.get(result.outcome())).increment();
        result.reason()
                .ifPresent(reason -> Objects.requireNonNull(reasons.get(reason)).increment());
    }

    @Override
    public void repeated() {
        repeated.increment();
    }

    @Override
    public void duplicate() {
        duplicates.increment();
    }

    @Override
    public void unclaimed() {
        unclaimed.increment();
    }

    @Override
    public void acknowledged(boolean taken) {
        (taken ? sent : unsent).increment();
    }

    @Override
    public void passedOver() {
        passedOver.increment();
    }
}
