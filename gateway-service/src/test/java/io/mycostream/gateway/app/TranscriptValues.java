package io.mycostream.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares what came with what a transcript expects, and keeps the values to which it has given names. */
final class TranscriptValues {

    private static final Pattern PLACEHOLDER = Pattern.compile("<(time|uuid|text|id:([A-Za-z0-9_-]+))>");

    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z";
    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** How far from now a time may be; conversations are short. */
    private static final Duration NOW = Duration.ofMinutes(1);

    private Map<String, String> named = new HashMap<>();

    /** What is different, and where; empty when nothing is. Only then are names given to values. */
    Optional<String> difference(JsonNode expected, JsonNode seen) {
        return tried(names -> difference("$", expected, seen, names));
    }

    /** The same for a text that is no JSON. */
    Optional<String> difference(String what, String expected, String seen) {
        return tried(names -> difference(what, expected, seen, names));
    }

    private interface Comparison {
        Optional<String> difference(Map<String, String> names);
    }

    private Optional<String> tried(Comparison comparison) {
        Map<String, String> names = new HashMap<>(named);
        Optional<String> difference = comparison.difference(names);
        if (difference.isEmpty()) {
            named = names;
        }
        return difference;
    }

    /** Replaces names by their values. */
    String filled(String text, UnaryOperator<String> form) {
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            if (found.group(2) == null) {
                // a text of the publisher's, as likely as not
                return Matcher.quoteReplacement(found.group());
            }
            String value = named.get(found.group(2));
            if (value == null) {
                throw new IllegalArgumentException("nothing has got the name " + found.group() + " yet");
            }
            return Matcher.quoteReplacement(form.apply(value));
        });
    }

    private static Optional<String> difference(
            String where, JsonNode expected, JsonNode seen, Map<String, String> names) {
        if (expected.isTextual() && expected.textValue().equals("<any>")) {
            return Optional.empty();
        }
        if (expected.isTextual() && seen.isTextual()) {
            return difference(where, expected.textValue(), seen.textValue(), names);
        }
        if (expected.isNumber() && seen.isNumber()) {
            return expected.decimalValue().compareTo(seen.decimalValue()) == 0
                    ? Optional.empty()
                    : unlike(where, expected, seen);
        }
        if (expected.isTextual() && expected.textValue().equals("<number>")) {
            return seen.isNumber() ? Optional.empty() : unlike(where, expected, seen);
        }
        if (expected.isObject() && seen.isObject()) {
            return members(where, expected, seen, names);
        }
        if (expected.isArray() && seen.isArray()) {
            return elements(where, expected, seen, names);
        }
        return expected.equals(seen) ? Optional.empty() : unlike(where, expected, seen);
    }

    private static Optional<String> members(String where, JsonNode expected, JsonNode seen, Map<String, String> names) {
        Set<String> further = new TreeSet<>();
        seen.fieldNames().forEachRemaining(further::add);
        for (Map.Entry<String, JsonNode> member : expected.properties()) {
            String name = member.getKey();
            if (name.equals(TranscriptJson.MORE)) {
                continue;
            }
            if (!further.remove(name)) {
                return Optional.of(where + " has no member \"" + name + '"');
            }
            Optional<String> difference = difference(where + '.' + name, member.getValue(), seen.get(name), names);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return further.isEmpty() || expected.has(TranscriptJson.MORE)
                ? Optional.empty()
                : Optional.of(where + " has the further members " + further);
    }

    private static Optional<String> elements(
            String where, JsonNode expected, JsonNode seen, Map<String, String> names) {
        List<JsonNode> wanted = new ArrayList<>();
        expected.forEach(wanted::add);
        boolean more = wanted.removeIf(
                element -> element.isTextual() && element.textValue().equals(TranscriptJson.MORE));
        if (!more && wanted.size() != seen.size()) {
            return Optional.of(where + " has " + seen.size() + " elements, expected " + wanted.size());
        }
        int at = 0;
        for (int i = 0; i < wanted.size(); i++, at++) {
            Optional<String> difference = element(where, wanted.get(i), seen, at, names);
            while (more && difference.isPresent() && at + 1 < seen.size()) {
                difference = element(where, wanted.get(i), seen, ++at, names);
            }
            if (difference.isPresent()) {
                return more ? Optional.of(where + " has no " + wanted.get(i) + " where it should be") : difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> element(
            String where, JsonNode expected, JsonNode seen, int at, Map<String, String> names) {
        if (at >= seen.size()) {
            return Optional.of(where + " ends before " + expected);
        }
        Map<String, String> before = new HashMap<>(names);
        Optional<String> difference = difference(where + '[' + at + ']', expected, seen.get(at), names);
        if (difference.isPresent()) {
            names.clear();
            names.putAll(before);
        }
        return difference;
    }

    private static Optional<String> difference(String where, String expected, String seen, Map<String, String> names) {
        StringBuilder pattern = new StringBuilder();
        List<String> groups = new ArrayList<>();
        Matcher placeholders = PLACEHOLDER.matcher(expected);
        int from = 0;
        while (placeholders.find()) {
            pattern.append(Pattern.quote(expected.substring(from, placeholders.start())));
            from = placeholders.end();
            String value = names.get(placeholders.group(2));
            pattern.append('(')
                    .append(
                            switch (placeholders.group(1)) {
                                case "time" -> TIME;
                                case "uuid" -> UUID;
                                case "text" -> ".+";
                                default -> value == null ? ".+" : Pattern.quote(value);
                            });
            pattern.append(')');
            groups.add(placeholders.group(1));
        }
        pattern.append(Pattern.quote(expected.substring(from)));
        Matcher found = Pattern.compile(pattern.toString(), Pattern.DOTALL).matcher(seen);
        if (!found.matches()) {
            return Optional.of(where + " is \"" + seen + "\", expected \"" + expected + "\""
                    + (names.isEmpty() ? "" : ", with the names " + names));
        }
        for (int i = 0; i < groups.size(); i++) {
            String value = found.group(i + 1);
            if (groups.get(i).startsWith("id:")) {
                names.put(groups.get(i).substring("id:".length()), value);
            }
            if (groups.get(i).equals("time")
                    && Duration.between(Instant.parse(value), Instant.now())
                                    .abs()
                                    .compareTo(NOW)
                            > 0) {
                return Optional.of(where + " is \"" + seen + "\", which is not about now");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> unlike(String where, JsonNode expected, JsonNode seen) {
        return Optional.of(where + " is " + seen + ", expected " + expected);
    }
}
