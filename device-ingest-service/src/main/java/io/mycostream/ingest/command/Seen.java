package io.mycostream.ingest.command;

import com.fasterxml.jackson.databind.JsonNode;

/** Shows a stranger's value in a message: whole when it is short, and never more than a line. */
final class Seen {

    private static final int LONGEST = 60;

    private Seen() {}

    static String of(JsonNode value) {
        return value.isMissingNode() ? "missing" : of(value.toString());
    }

    static String of(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(LONGEST)
                .forEach(character -> shown.appendCodePoint(isPrintable(character) ? character : '?'));
        return shown.length() < text.length() ? shown + "..." : shown.toString();
    }

    private static boolean isPrintable(int character) {
        int type = Character.getType(character);
        return type != Character.CONTROL && type != Character.SURROGATE;
    }
}
