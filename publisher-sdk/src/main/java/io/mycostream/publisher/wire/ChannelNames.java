package io.mycostream.publisher.wire;

/** The names of the Mycosoft channels, and what any channel's name has to be. */
public final class ChannelNames {

    /** Readings of one device each. */
    public static final String DEVICES_TELEMETRY = "devices:telemetry";

    /** What happened on a device: an emergency stop, the state of its radios. */
    public static final String DEVICES_EVENTS = "devices:events";

    /** A device that comes, goes, or is another than was thought. */
    public static final String DEVICES_STATUS = "devices:status";

    /** How an agent is. */
    public static final String AGENTS_STATUS = "agents:status";

    /** Measurements of an experiment. */
    public static final String EXPERIMENTS_DATA = "experiments:data";

    /** Aircraft, vessels, satellites, weather. */
    public static final String CREP_LIVE = "crep:live";

    /** Longest name in characters. Longer ones are mistakes, and would have to be repeated in every envelope. */
    public static final int MAX_LENGTH = 512;

    private ChannelNames() {}

    /**
     * Returns the name unchanged when it can be a channel's.
     *
     * @throws IllegalArgumentException if it is null, blank, longer than {@value #MAX_LENGTH} characters, or holds a control
     *     character or half of a surrogate pair, which has no form in UTF-8
     */
    public static String check(String channel) {
        if (channel == null) {
            throw new IllegalArgumentException("channel must not be null");
        }
        if (channel.isBlank()) {
            throw new IllegalArgumentException("channel must not be blank: \"" + channel + '"');
        }
        if (channel.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "channel must have at most " + MAX_LENGTH + " characters: has " + channel.length());
        }
        for (int i = 0; i < channel.length(); i = channel.offsetByCodePoints(i, 1)) {
            int character = channel.codePointAt(i);
            if (Character.isISOControl(character) || isHalfOfAPair(character)) {
                throw new IllegalArgumentException("channel must not hold the character U+%04X".formatted(character));
            }
        }
        return channel;
    }

    private static boolean isHalfOfAPair(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
