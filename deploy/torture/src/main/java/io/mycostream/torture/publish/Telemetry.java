package io.mycostream.torture.publish;

/**
 * The telemetry of one event: who sent it, its number, and values whose spelling does not survive being read and written
 * again.
 */
final class Telemetry {

    private static final String TOUCHY =
            "\"x\":1.50,\"big\":12345678901234567890123,\"text\":\"Pilz \\u00fcber \\/ ü\"";

    private Telemetry() {}

    /**
     * Returns the text of the object.
     *
     * @param bulk characters to add
     */
    static String of(String source, long number, int bulk) {
        return "{\"p\":\"%s\",\"n\":%d,%s%s}"
                .formatted(
                        source,
                        number,
                        TOUCHY,
                        bulk == 0
                                ? ""
                                : ",\"bulk\":\""
                                        + String.valueOf((char) ('a' + number % 26))
                                                .repeat(bulk) + '"');
    }

    /** The data of an event on {@code devices:telemetry}. */
    static String about(String device, String telemetry) {
        return "{\"device_id\":\"%s\",\"telemetry\":%s}".formatted(device, telemetry);
    }
}
