package io.mycostream.sim.mqtt;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The bodies that gateway computers publish readings in. */
public enum Form {
    /** Topic {@code telemetry}, a list {@code pack} of {id, v, u}. */
    PACK,
    /** The same list under the name {@code readings}. */
    READINGS,
    /** Topic {@code telemetry}, the values beside each other. The upstream bridge loses these. */
    FLAT,
    /** Topic {@code envelope}, with header and times. */
    ENVELOPE;

    /** The name on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    String topic() {
        return this == ENVELOPE ? "envelope" : "telemetry";
    }

    public static Optional<Form> named(String label) {
        return Arrays.stream(values())
                .filter(form -> form.label().equals(label))
                .findFirst();
    }
}
