package io.mycostream.ingest.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.mycostream.ingest.command.Claim;
import io.mycostream.ingest.command.Claims;
import io.mycostream.ingest.command.Command;
import io.mycostream.ingest.command.CommandResult;
import io.mycostream.ingest.command.Given;
import io.mycostream.publisher.redis.RedisClaims;
import io.mycostream.publisher.redis.RedisHash;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Claims in Redis, and beside them the list of the commands that were claimed and have not ended: when a process dies with
 * one of them, another process, or the one that takes its place, says that nobody knows how it ended.
 *
 * <p>A command is on the list before it is claimed, so that there is no moment at which a killed process leaves a claim of
 * which nobody hears. It is taken for abandoned when it is there for longer than it could take; that is measured by
 * whoever looks, whose clock need not agree with others. Of an entry whose claim was another's nothing is said.
 */
public final class SharedClaims implements Claims, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(SharedClaims.class);

    private static final JsonMapper JSON = new JsonMapper();
    private static final String CLAIM_KEY = "mycostream:command:";

    /** More than can be open; results that were lost leave theirs behind. */
    private static final int MOST = 10_000;

    /** A list that nobody writes to is gone after this, and all that is on it has long been abandoned. */
    private static final Duration LIST_LIVES = Duration.ofDays(1);

    private final RedisClaims claims;
    private final RedisHash list;
    private final String process;
    private final Consumer<CommandResult> abandoned;
    private final Duration grace;
    private final InstantSource clock;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("command-list").factory());

    private final Map<Given, String> mine = new ConcurrentHashMap<>();
    private final Set<String> toRemove = ConcurrentHashMap.newKeySet();
    private Map<String, Long> seenSince = new HashMap<>();
    private volatile boolean listFails;

    /**
     * Claims for this process.
     *
     * @param list which commands are open; field: who has it, value: what is known of it
     * @param process what this process is called, for people who look at the list
     * @param abandoned is told of commands whose process has gone; must not wait
     * @param grace how much longer than it could take a command is left to its process, and the pause between two looks
     */
    public SharedClaims(
            RedisClaims claims,
            RedisHash list,
            String process,
            Consumer<CommandResult> abandoned,
            Duration grace,
            InstantSource clock) {
        this.claims = claims;
        this.list = list;
        this.process = process;
        this.abandoned = abandoned;
        this.grace = grace;
        this.clock = clock;
    }

    /** Begins to look after what others leave, until it is closed. */
    public void start() {
        var _ = looking.scheduleWithFixedDelay(
                this::lookSafely, grace.toNanos(), grace.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public Outcome claim(Claim claim) {
        return claim(claim, process);
    }

    @Override
    public Outcome claim(Given given) {
        String entry = process + '/' + UUID.randomUUID();
        if (mine.size() < MOST) {
            mine.put(given, entry);
            write(Map.of(entry, describe(given)), List.of());
        }
        Outcome outcome = claim(given.command().claim().orElseThrow(), entry);
        if (outcome == Outcome.HELD) {
            ended(given);
        } else if (outcome == Outcome.UNANSWERED) {
            // if Redis has granted it all the same, that is found out when the entry is old
            mine.remove(given);
        }
        return outcome;
    }

    private Outcome claim(Claim claim, String holder) {
        return switch (claims.claim(CLAIM_KEY + claim.name(), holder, claim.remembered())) {
            case GRANTED -> Outcome.GRANTED;
            case HELD -> Outcome.HELD;
            case UNANSWERED -> Outcome.UNANSWERED;
        };
    }

    @Override
    public void ended(Given given) {
        String entry = mine.remove(given);
        if (entry != null) {
            write(Map.of(), List.of(entry));
        }
    }

    /** Writes to the list; what could not be removed is when that works again. A claim does not depend on the list. */
    private void write(Map<String, String> entries, Collection<String> removed) {
        toRemove.addAll(removed);
        List<String> removals = List.copyOf(toRemove);
        try {
            list.write(entries, removals, LIST_LIVES);
            removals.forEach(toRemove::remove);
            listFails = false;
        } catch (IOException e) {
            fails(e);
        }
    }

    private void fails(IOException e) {
        if (!listFails) {
            listFails = true;
            LOG.warnf("the list of open commands cannot be kept reason=%s", e.getMessage());
        }
    }

    private String describe(Given given) {
        Command command = given.command();
        return JsonNodeFactory.instance
                .objectNode()
                .put("claim", command.claim().orElseThrow().name())
                .put("command_id", command.id())
                .put("device_id", command.deviceId())
                .put("command", command.name())
                .put("longest_ms", longest(command).toMillis())
                .toString();
    }

    private Duration longest(Command command) {
        Duration untilBegun = Duration.between(clock.instant(), command.latest());
        return command.timeout().plus(untilBegun.isNegative() ? Duration.ZERO : untilBegun);
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("what other processes left could not be looked at", e);
        }
    }

    private void look() {
        Map<String, String> entries;
        try {
            if (!toRemove.isEmpty()) {
                write(Map.of(), List.of());
            }
            entries = list.read();
        } catch (IOException e) {
            fails(e);
            return;
        }
        Map<String, Long> seen = new HashMap<>();
        entries.forEach((entry, text) -> {
            if (!mine.containsValue(entry) && !toRemove.contains(entry)) {
                seen.put(entry, seenSince.getOrDefault(entry, System.nanoTime()));
            }
        });
        seenSince = seen;
        Map.copyOf(seen).forEach((entry, since) -> lookAt(entry, String.valueOf(entries.get(entry)), since));
    }

    private void lookAt(String entry, String text, long since) {
        JsonNode open = parsed(text);
        Duration age = Duration.ofNanos(System.nanoTime() - since);
        if (age.compareTo(Duration.ofMillis(open.path("longest_ms").asLong()).plus(grace)) < 0) {
            return;
        }
        try {
            Optional<String> holder =
                    claims.holder(CLAIM_KEY + open.path("claim").asText());
            if (holder.filter(who -> who.startsWith(entry + ' ')).isPresent()) {
                abandoned.accept(result(open));
            }
            write(Map.of(), List.of(entry));
        } catch (IOException e) {
            fails(e);
        }
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            // of another version perhaps, which may know it; it goes when it is old
            return JsonNodeFactory.instance.objectNode().put("longest_ms", LIST_LIVES.toMillis());
        }
    }

    private static CommandResult result(JsonNode open) {
        return new CommandResult(
                open.path("command_id").asText(),
                open.path("device_id").asText(),
                open.path("command").asText(),
                Optional.empty(),
                io.mycostream.ingest.command.Outcome.UNKNOWN,
                Optional.empty(),
                "the ingest process that had taken it ended without a word; whether the board did it is not known",
                0,
                Duration.ZERO);
    }

    /** Looks no more. Call it when all commands have ended: their results are on their way by then. */
    @Override
    public void close() {
        looking.shutdownNow();
        List<String> left = List.copyOf(mine.values());
        if (!left.isEmpty() || !toRemove.isEmpty()) {
            write(Map.of(), left);
        }
        list.close();
        claims.close();
    }
}
