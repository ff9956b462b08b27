package io.mycostream.torture;

import io.mycostream.local.CannotStartException;
import io.mycostream.torture.journal.Kind;
import io.mycostream.torture.judge.Plant;
import io.mycostream.torture.nemesis.Plan;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code make torture} may be told, in make's own spelling.
 *
 * @param duration for which things are disturbed
 * @param rounds disturbances of Redis and gateways after which it is over instead, if more than 0
 * @param rate events per second, of all publishers together
 * @param plant a fault to put into the records before they are judged
 */
record TortureOptions(
        Duration duration,
        long seed,
        Set<Kind> nemesis,
        int gateways,
        int clients,
        int rate,
        int rounds,
        Optional<Plant> plant) {

    private static final Pattern SECONDS = Pattern.compile("(\\d{1,6})(s|m|h)?");

    /**
     * Reads {@code NAME=value} words; an empty value stands for the default.
     *
     * @throws CannotStartException for a name that is unknown or a value that is none
     */
    static TortureOptions parse(String... words) throws CannotStartException {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("DURATION", "60s");
        given.put("SEED", String.valueOf(new Random().nextInt(1_000_000)));
        given.put("NEMESIS", "all");
        given.put("GATEWAYS", "2");
        given.put("CLIENTS", "50");
        given.put("EVENTS", "200");
        given.put("ROUNDS", "0");
        given.put("PLANT", "none");
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (!given.containsKey(name)) {
                throw new CannotStartException(name + " is unknown; there are " + String.join(" ", given.keySet()));
            }
            if (equals >= 0 && equals + 1 < word.length()) {
                given.put(name, word.substring(equals + 1));
            }
        }
        return new TortureOptions(
                duration(given.getOrDefault("DURATION", "")),
                number(given, "SEED", 0, Long.MAX_VALUE),
                kinds(given.getOrDefault("NEMESIS", "")),
                (int) number(given, "GATEWAYS", 1, 8),
                (int) number(given, "CLIENTS", 1, 1_000),
                (int) number(given, "EVENTS", 1, 100_000),
                (int) number(given, "ROUNDS", 0, 1_000),
                plant(given.getOrDefault("PLANT", "")));
    }

    /** How long the whole run may take at most, start and end included. */
    Duration longest() {
        return duration.plus(Duration.ofMinutes(4)).plus(Duration.ofSeconds(90).multipliedBy(rounds));
    }

    private static Duration duration(String text) throws CannotStartException {
        Matcher matcher = SECONDS.matcher(text);
        if (!matcher.matches()) {
            throw new CannotStartException("DURATION=%s: choose a time such as 60s or 10m".formatted(text));
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case null, default -> Duration.ofSeconds(number);
        };
    }

    private static Set<Kind> kinds(String text) throws CannotStartException {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String word : Pattern.compile(",").split(text, -1)) {
            switch (word) {
                case "all" -> kinds.addAll(Plan.everything());
                case "none" -> {
                    // nothing is disturbed
                }
                default -> kinds.add(named("NEMESIS", word, Kind.values(), Kind::word));
            }
        }
        return kinds;
    }

    private static Optional<Plant> plant(String text) throws CannotStartException {
        return text.equals("none") ? Optional.empty() : Optional.of(named("PLANT", text, Plant.values(), Plant::word));
    }

    private static <T> T named(String option, String word, T[] values, Function<T, String> name)
            throws CannotStartException {
        return Arrays.stream(values)
                .filter(value -> name.apply(value).equals(word))
                .findFirst()
                .orElseThrow(() -> new CannotStartException("%s=%s: choose from %s"
                        .formatted(option, word, Arrays.stream(values).map(name).collect(Collectors.joining(" ")))));
    }

    private static long number(Map<String, String> given, String name, long lowest, long highest)
            throws CannotStartException {
        String text = given.getOrDefault(name, "");
        try {
            long value = Long.parseLong(text);
            if (value >= lowest && value <= highest) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below, in the same words
        }
        throw new CannotStartException("%s=%s: choose a number from %d to %d".formatted(name, text, lowest, highest));
    }

    /** The options that make the same run again. */
    @Override
    public String toString() {
        String kinds = nemesis.equals(Plan.everything())
                ? "all"
                : nemesis.isEmpty() ? "none" : nemesis.stream().map(Kind::word).collect(Collectors.joining(","));
        return "DURATION=%ds SEED=%d NEMESIS=%s GATEWAYS=%d CLIENTS=%d EVENTS=%d%s"
                .formatted(
                        duration.toSeconds(),
                        seed,
                        kinds,
                        gateways,
                        clients,
                        rate,
                        rounds == 0 ? "" : " ROUNDS=" + rounds);
    }
}
