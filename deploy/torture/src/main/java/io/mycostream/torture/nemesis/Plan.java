package io.mycostream.torture.nemesis;

import io.mycostream.torture.journal.Form;
import io.mycostream.torture.journal.Kind;
import io.mycostream.torture.journal.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Everything that chance decides in a run, decided before it begins: the same seed gives the same plan. When each thing really
 * happens depends on how long the machine takes for the one before.
 *
 * @param upheavals disturbances of Redis and of gateways, one after the other
 * @param lapses what single subscribers do, beside the others
 */
public record Plan(long seed, List<Source> sources, List<Listener> listeners, List<Step> upheavals, List<Step> lapses) {

    /** More than any run gets to. */
    private static final int STEPS = 2_000;

    private static final List<Source> SOURCES = List.of(
            new Source("sdk1", "sdk-1", true),
            new Source("sdk2", "sdk-2", true),
            new Source("plain1", "plain-1", false),
            new Source("plain2", "plain-2", false),
            new Source("both1", "both", true),
            new Source("both2", "both", false),
            new Source("loud", "loud", true));

    private static final List<String> DEVICES = List.of("sdk-1", "plain-1", "both", "sdk-2", "plain-2", "loud");

    /** One subscriber. */
    public record Listener(int number, Form form, String device, long seed) {}

    /** Makes the plan. */
    public static Plan of(long seed, Set<Kind> kinds, int gateways, int clients) {
        Random random = new Random(seed);
        List<Listener> listeners = new ArrayList<>();
        for (int number = 0; number < clients; number++) {
            Form form = switch (number % 5) {
                case 0, 1 -> Form.WEBSOCKET;
                case 2, 3 -> Form.EVENT_STREAM;
                default -> Form.PLAIN_WEBSOCKET;
            };
            String device = DEVICES.get(number / 5 % DEVICES.size());
            listeners.add(new Listener(number, form, device, random.nextLong()));
        }
        return new Plan(
                seed,
                SOURCES,
                List.copyOf(listeners),
                steps(random, upheavals(kinds), gateways),
                steps(random, lapses(kinds), clients).stream()
                        .map(step -> felt(step, listeners))
                        .toList());
    }

    private static List<Kind> upheavals(Set<Kind> kinds) {
        return kinds.stream().filter(kind -> !kind.disturbsOneSubscriber()).toList();
    }

    private static List<Kind> lapses(Set<Kind> kinds) {
        return kinds.stream().filter(Kind::disturbsOneSubscriber).toList();
    }

    /** Every kind comes once before any comes again, in an order of chance. */
    private static List<Step> steps(Random random, List<Kind> kinds, int targets) {
        List<Step> steps = new ArrayList<>();
        List<Kind> left = new ArrayList<>();
        while (!kinds.isEmpty() && steps.size() < STEPS) {
            if (left.isEmpty()) {
                left.addAll(kinds);
            }
            steps.add(step(random, left.remove(random.nextInt(left.size())), targets));
        }
        return List.copyOf(steps);
    }

    /** Lets some stalls hit a subscriber that is sent much, and for so long that its gateway has to let events go. */
    private static Step felt(Step step, List<Listener> listeners) {
        List<Listener> loud = listeners.stream()
                .filter(listener -> listener.device().equals("loud"))
                .toList();
        if (step.kind() != Kind.STALL || step.luck() > 0.2 || loud.isEmpty()) {
            return step;
        }
        int target = loud.get((int) (step.luck() * 1_000_003) % loud.size()).number();
        return new Step(step.calm(), step.kind(), target, Duration.ofSeconds(12), step.luck());
    }

    private static Step step(Random random, Kind kind, int targets) {
        return switch (kind) {
            case REDIS_KILL, REDIS_LOSS -> step(random, kind, 2_500, 4_000, 1, 50, 2_000);
            case REDIS_PAUSE -> step(random, kind, 2_500, 4_000, 1, 200, 5_000);
            case CLIENT_KILL -> step(random, kind, 2_200, 3_000, 1, 0, 1);
            case GATEWAY_KILL, GATEWAY_DRAIN -> step(random, kind, 1_500, 3_000, targets, 0, 1_500);
            case STALL -> step(random, kind, 100, 1_000, targets, 500, 12_000);
            case LEAVE -> step(random, kind, 100, 1_000, targets, 0, 4_000);
        };
    }

    private static Step step(
            Random random, Kind kind, int leastCalm, int mostCalm, int targets, int shortest, int longest) {
        return new Step(
                Duration.ofMillis(random.nextInt(leastCalm, mostCalm)),
                kind,
                random.nextInt(targets),
                Duration.ofMillis(random.nextInt(shortest, longest)),
                random.nextDouble());
    }

    /** All kinds there are. */
    public static Set<Kind> everything() {
        return EnumSet.allOf(Kind.class);
    }
}
