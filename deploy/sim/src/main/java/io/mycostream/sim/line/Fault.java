package io.mycostream.sim.line;

import java.util.Arrays;
import java.util.Optional;

/** What can go wrong with one frame or line of text. */
public enum Fault {
    /** Up to 32 bytes of any value stand in front of it. */
    NOISE("noise"),
    /** One bit of it is another. */
    FLIP("flip"),
    /** It is never sent. */
    DROP("drop"),
    /** It is sent a second time, byte for byte. */
    REPEAT("repeat"),
    /** Its delimiter, or the end of its line, is missing. */
    DELIMITER("delimiter"),
    /** Its end is missing, and the delimiter is there. */
    TRUNCATE("truncate"),
    /** Half a line of console text stands in front of it. */
    HALF_LINE("half-line"),
    /** The board starts anew behind it: counter, and memory, and the boot ROM's text. */
    RESTART("restart"),
    /** The board is unplugged behind it and comes back, with another device under the same name. */
    UNPLUG("unplug");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    /** The name on the command line and in the truth log. */
    public String label() {
        return label;
    }

    /** The fault with this {@link #label}. */
    public static Optional<Fault> named(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label.equals(label))
                .findFirst();
    }
}
