package io.mycostream.ingest.device;

import java.util.Optional;

/**
 * The device heard on a link, as far as it has said who it is.
 *
 * @param deviceId what publications carry; 1 to {@value #MAX_LENGTH} characters, none of them a control character. Ids of
 *     MycoBrain boards come from the vendor part of a MAC address: two boards of one batch may share one
 * @param firmwareVersion for example {@code side-a-mdp-2.1.0}
 * @param role for example {@code mushroom1}
 */
public record DeviceIdentity(String deviceId, Optional<String> firmwareVersion, Optional<String> role) {

    /** The longest device id in UTF-16 characters. */
    public static final int MAX_LENGTH = 256;

    public DeviceIdentity {
        if (!isAcceptable(deviceId)) {
            throw new IllegalArgumentException("device id is not 1 to " + MAX_LENGTH + " printable characters");
        }
    }

    /** The identity of whatever is at a port before it has greeted: {@code mycobrain-} and the port's name. */
    public static DeviceIdentity ofPort(String port) {
        String name = port.replace('/', '-').replace(':', '-');
        return new DeviceIdentity("mycobrain-" + name, Optional.empty(), Optional.empty());
    }

    /** Whether a text may stand for a device in keys, logs and messages. */
    public static boolean isAcceptable(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        // a plain loop: every message is asked this
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            if (isUnprintable(text.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Control characters, and halves of surrogate pairs, which no UTF-8 text can carry. */
    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE;
    }
}
