package io.mycostream.ingest.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The readings of one sensor as the dual BME688 console prints them for people.
 *
 * <pre>
 * #live AMB addr=0x77 age=2042ms T=20.50C RH=40.29% P=705.71hPa(raw=...) Gas=48123Ohm IAQ=61.3 acc=3 sIAQ=58.1 CO2eq=612.3 VOC=0.71
 * </pre>
 *
 * The whole line has to be right, units included: a half line ends in a number that looks good and is not.
 */
final class SensorLine {

    /** A value as firmware prints it; possessive, so that no line takes longer than its length. */
    private static final String VALUE = "([-+]?+(?:\\d++(?:\\.\\d++)?+|(?i:nan|inf)))";

    private static final Pattern LINE = Pattern.compile(
            "(?:#live )?+(AMB|ENV) addr=0x(\\p{XDigit}{1,2}+) age=\\d++ms T=" + VALUE + "C RH=" + VALUE + "% P=" + VALUE
                    + "hPa(?: ?+\\(raw=[^)]*+\\))?+ Gas=" + VALUE + "Ohm"
                    + "(?: IAQ=(?:N/A|" + VALUE + "(?: acc=" + VALUE + ")?+(?: sIAQ=" + VALUE + ")?+ CO2eq=" + VALUE
                    + "(?:ppm)?+ VOC=" + VALUE + "(?:ppm)?+))?+");

    /** Digits that any sensor may have; more is noise, and a number of thousands of digits takes long to read. */
    private static final int MAX_DIGITS = 20;

    private static final int HEXADECIMAL = 16;

    private static final int TEMPERATURE = 3;
    private static final String[] NAMES = {
        "temperature", "humidity", "pressure", "gas_resistance", "iaq", "iaq_accuracy", "static_iaq", "co2eq", "voc"
    };
    private static final int NEEDED = 4;

    private SensorLine() {}

    /** The readings, if the line has any of temperature, humidity, pressure and gas; those that are no number are left out. */
    static Optional<ObjectNode> read(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        ObjectNode readings = JsonNodeFactory.instance.objectNode();
        readings.put("sensor", matcher.group(1));
        readings.put("address", Integer.parseInt(matcher.group(2), HEXADECIMAL));
        int before = readings.size();
        for (int i = 0; i < NAMES.length; i++) {
            put(readings, NAMES[i], matcher.group(TEMPERATURE + i));
            if (i == NEEDED - 1 && readings.size() == before) {
                return Optional.empty();
            }
        }
        return Optional.of(readings);
    }

    private static void put(ObjectNode readings, String name, @Nullable String value) {
        if (value == null || value.length() > MAX_DIGITS || !Character.isDigit(value.charAt(value.length() - 1))) {
            return;
        }
        readings.put(name, new BigDecimal(value));
    }
}
