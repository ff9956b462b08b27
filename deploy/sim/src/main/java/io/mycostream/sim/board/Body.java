package io.mycostream.sim.board;

import io.mycostream.ingest.mdp.body.BoardJson;
import java.util.List;
import java.util.StringJoiner;

/** A JSON object put together as the firmwares do: no spaces, members in the order in which they are added. */
final class Body {

    private final StringJoiner members = new StringJoiner(",", "{", "}");

    /** Adds a text, escaped. */
    Body text(String name, String value) {
        return raw(name, '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }

    Body number(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** Adds a 32-bit float. Sensors report hundredths, and a float holds those as nearly as it can. */
    Body decimal(String name, double value) {
        float hundredths = (float) (Math.round(value * 100) / 100.0);
        return raw(name, BoardJson.number(hundredths).decimalValue().toPlainString());
    }

    Body flag(String name, boolean value) {
        return raw(name, Boolean.toString(value));
    }

    Body texts(String name, List<String> values) {
        StringJoiner list = new StringJoiner("\",\"", "[\"", "\"]");
        values.forEach(list::add);
        return raw(name, values.isEmpty() ? "[]" : list.toString());
    }

    /** Adds JSON text as it is. */
    Body raw(String name, String json) {
        members.add('"' + name + "\":" + json);
        return this;
    }

    @Override
    public String toString() {
        return members.toString();
    }
}
