package io.mycostream.demo;

import io.mycostream.local.CannotStartException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What {@code make demo} may be told, in make's own spelling.
 *
 * @param port base of the ports, see {@link DemoPorts#from}; 0 for free ones
 * @param rateHz telemetry frames per second and board, 1 to 10
 * @param redisPort port of the demo's own redis-server; 0 for a free one
 */
record DemoOptions(int port, double rateHz, int redisPort) {

    /**
     * Reads {@code NAME=value} words.
     *
     * @throws CannotStartException for a name that is unknown or a value out of its range
     */
    static DemoOptions parse(String... words) throws CannotStartException {
        Map<String, String> given = new HashMap<>(Map.of("PORT", "8080", "RATE", "2", "REDIS_PORT", "0"));
        for (String word : words) {
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            if (given.replace(name, word.substring(equals + 1)) == null) {
                throw new CannotStartException(name + " is unknown; there are PORT=8080 RATE=2 REDIS_PORT=0");
            }
        }
        return new DemoOptions(
                number(given, "PORT", Integer::valueOf, 0, 65_535),
                number(given, "RATE", Double::valueOf, 1.0, 10.0),
                number(given, "REDIS_PORT", Integer::valueOf, 0, 65_535));
    }

    private static <N extends Number & Comparable<N>> N number(
            Map<String, String> given, String name, Function<String, N> parser, N lowest, N highest)
            throws CannotStartException {
        String text = given.getOrDefault(name, "");
        try {
            N value = parser.apply(text);
            if (value.compareTo(lowest) >= 0 && value.compareTo(highest) <= 0) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below, in the same words
        }
        throw new CannotStartException(
                "%s=%s: choose a number from %d to %d".formatted(name, text, lowest.intValue(), highest.intValue()));
    }
}
