package io.mycostream.sim.line;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;

/**
 * How often things go wrong, and which things: a seed decides, so that the nth frame of two runs meets the same.
 *
 * @param chances for each fault the part of frames and lines that it happens to, 0 to 1
 * @param seed what decides
 * @param away how long an unplugged board stays away
 */
public record Faults(Map<Fault, Double> chances, long seed, Duration away) {

    private static final Duration USUALLY_AWAY = Duration.ofMillis(500);

    /** Makes neighbouring numbers into seeds that have nothing in common: the golden ratio in 64 bits. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    public Faults {
        chances = Map.copyOf(chances);
        chances.forEach((fault, chance) -> {
            if (!(chance >= 0 && chance <= 1)) {
                throw new IllegalArgumentException(fault.label() + " is " + chance + ", expected 0 to 1");
            }
        });
    }

    /** A line on which nothing goes wrong. */
    public static Faults none() {
        return new Faults(Map.of(), 0, USUALLY_AWAY);
    }

    /**
     * Reads {@code noise=0.01,flip=0.001}; an empty text means none.
     *
     * @throws IllegalArgumentException if a name is unknown or a number none of 0 to 1; the message says what there is
     */
    public static Faults parse(String text, long seed) {
        Map<Fault, Double> chances = new EnumMap<>(Fault.class);
        for (String word : text.isBlank() ? new String[0] : text.split(",", -1)) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word.strip() : word.substring(0, equals).strip();
            Fault fault = Fault.named(name)
                    .orElseThrow(() -> new IllegalArgumentException("there is no fault \"" + name + "\"; there are "
                            + Arrays.stream(Fault.values()).map(Fault::label).collect(Collectors.joining(", "))));
            chances.put(fault, chance(name, equals < 0 ? "" : word.substring(equals + 1)));
        }
        return new Faults(chances, seed, USUALLY_AWAY);
    }

    private static double chance(String name, String number) {
        try {
            return Double.parseDouble(number);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException(
                    name + "=" + number + ": expected a number from 0 to 1, for example " + name + "=0.01");
        }
    }

    public Faults withAway(Duration time) {
        return new Faults(chances, seed, time);
    }

    /** Whether anything can go wrong at all. */
    public boolean any() {
        return chances.values().stream().anyMatch(chance -> chance > 0);
    }

    /** Where the decisions about the nth sending come from. */
    public RandomGenerator of(long n) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed ^ (n * SPREAD));
    }

    /** What happens to a sending. Each fault is decided on its own, and none changes what is decided of another. */
    public Set<Fault> choose(RandomGenerator random) {
        Set<Fault> chosen = EnumSet.noneOf(Fault.class);
        for (Fault fault : Fault.values()) {
            if (random.nextDouble() < chances.getOrDefault(fault, 0.0)) {
                chosen.add(fault);
            }
        }
        return chosen;
    }
}
