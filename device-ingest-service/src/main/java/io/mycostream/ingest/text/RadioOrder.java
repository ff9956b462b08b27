package io.mycostream.ingest.text;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What a LoRa gateway is told to send, a frame with its number, its delimiter and its sum: all of that is the gateway's. It
 * answers with a {@link TextMessage.LinkStatus}, {@code {"sent":true,"seq":n}} or {@code {"error":"json_parse"}}.
 *
 * <pre>{@code
 * {"cmd":2,"dst":161,"data":[1,2,3]}
 * }</pre>
 *
 * <p>Source: the gateway of the radio firmware.
 */
public final class RadioOrder {

    private static final int SUM = 2;
    private static final int STUFFING_AND_DELIMITER = 2;

    /** What fits into one packet, in bytes, whatever is stuffed. */
    public static final int MAX_PAYLOAD = MdpFrame.MAX_FOR_RADIO - MdpHeader.LENGTH - SUM - STUFFING_AND_DELIMITER;

    private static final int UNSIGNED_BYTE_MAX = 0xFF;

    private final int type;
    private final int destination;
    private final byte[] payload;

    /**
     * An order.
     *
     * @param type message type code of the frame, 0..255
     * @param destination endpoint code of the receiver, 0..255
     * @param payload at most {@value #MAX_PAYLOAD} bytes
     * @throws IllegalArgumentException if a number does not fit
     */
    public RadioOrder(int type, int destination, byte... payload) {
        check("type", type, UNSIGNED_BYTE_MAX);
        check("destination", destination, UNSIGNED_BYTE_MAX);
        check("payload length", payload.length, MAX_PAYLOAD);
        this.type = type;
        this.destination = destination;
        this.payload = payload.clone();
    }

    private static void check(String field, int value, int max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(field + " is " + value + ", expected 0.." + max);
        }
    }

    /** The line that the gateway reads, with its end. */
    public String line() {
        String data = IntStream.range(0, payload.length)
                .mapToObj(at -> Integer.toString(Byte.toUnsignedInt(payload[at])))
                .collect(Collectors.joining(","));
        return "{\"cmd\":" + type + ",\"dst\":" + destination + ",\"data\":[" + data + "]}\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RadioOrder that
                && type == that.type
                && destination == that.destination
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * type + destination) + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "RadioOrder[type=%d destination=0x%02X payload=%s]"
                .formatted(type, destination, HexFormat.of().formatHex(payload));
    }
}
