package io.mycostream.gateway.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which channels keep how much: by exact names, and by the beginnings of names, written with a {@code *} at the end.
 *
 * <p>An exact name counts before a beginning, a longer beginning before a shorter one. A channel that no rule names keeps
 * nothing.
 */
public final class RetentionRules {

    /**
     * One rule.
     *
     * @param pattern a channel's name, or its beginning and {@code *}; what is special in Redis' patterns is not allowed
     */
    public record Rule(String pattern, Retention retention) {

        private static final Pattern FORM = Pattern.compile("[^*?\\[\\]\\\\\\s\\p{Cntrl}]*\\*?");

        public Rule {
            if (pattern.isEmpty() || !FORM.matcher(pattern).matches()) {
                throw new IllegalArgumentException(
                        "a channel's name, or its beginning and one * at the end, was expected" + " instead of \""
                                + pattern + '"');
            }
        }

        /** Whether it names many channels by their beginning. */
        public boolean isBeginning() {
            return pattern.endsWith("*");
        }

        private boolean matches(Channel channel) {
            return isBeginning()
                    ? channel.name().startsWith(pattern.substring(0, pattern.length() - 1))
                    : channel.name().equals(pattern);
        }
    }

    private final List<Rule> mostSpecificFirst;

    public RetentionRules(List<Rule> rules) {
        List<Rule> sorted = new ArrayList<>(rules);
        sorted.sort(Comparator.comparing(Rule::isBeginning)
                .thenComparing(rule -> rule.pattern().length(), Comparator.reverseOrder()));
        mostSpecificFirst = List.copyOf(sorted);
    }

    /** What a channel keeps. */
    public Retention of(Channel channel) {
        for (Rule rule : mostSpecificFirst) {
            if (rule.matches(channel)) {
                return rule.retention();
            }
        }
        return Retention.NONE;
    }

    /** Names, and beginnings with their {@code *}, of the channels that are kept with or without clients. */
    public List<Rule> always() {
        return mostSpecificFirst.stream()
                .filter(rule -> rule.retention().always())
                .toList();
    }
}
