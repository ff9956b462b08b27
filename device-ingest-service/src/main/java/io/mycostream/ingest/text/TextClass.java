package io.mycostream.ingest.text;

import java.util.Locale;

/** The classes of console lines, as documents and metrics name them. */
public enum TextClass {
    /** A JSON object of type telemetry or tele. */
    TELEMETRY,
    /** A JSON object of the dual BME688 console: one per sensor. */
    SENSOR_JSON,
    /** The same as text for people. */
    SENSOR_LINE,
    /** An order was carried out. */
    ACK,
    /** An order was not carried out, or something went wrong. */
    ERR,
    /** A JSON object of any other type: status, device_identity, periph_list, boot and more. */
    STATUS,
    /** The header of a frame that a LoRa gateway received. */
    LINK_HEADER,
    /** The state of a radio. */
    LINK_STATUS,
    /** Any other JSON object. */
    JSON_OTHER,
    /** Begins as a JSON object and is none. */
    MALFORMED,
    /** Anything else: banners, boot messages, half lines. */
    NOISE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name used in logs, metrics and documents. */
    public String label() {
        return label;
    }
}
