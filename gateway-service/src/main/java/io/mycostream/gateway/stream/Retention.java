package io.mycostream.gateway.stream;

import java.time.Duration;

/**
 * How much of a channel is kept for those who return.
 *
 * @param size most publications, the newest of them; 0 keeps none
 * @param bytes most bytes of payload, 0 or more
 * @param age how long after the channel's latest publication they are kept; then all are forgotten together
 * @param always whether they are kept from the start on, with or without clients
 */
public record Retention(int size, long bytes, Duration age, boolean always) {

    /** Nothing is kept. */
    public static final Retention NONE = new Retention(0, 0, Duration.ZERO, false);

    public Retention {
        if (size < 0 || bytes < 0 || age.isNegative()) {
            throw new IllegalArgumentException(
                    "size, bytes and age must not be negative: " + size + ", " + bytes + ", " + age);
        }
    }
}
