package io.mycostream.ingest.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HexFormat;

/**
 * Reads Meshtastic's {@code ServiceEnvelope}, as far as its fields have kept their numbers since MQTT came to that network.
 * Field numbers are those of {@code mqtt.proto} and {@code mesh.proto}. Encrypted payloads stay what they are.
 */
final class Meshtastic {

    private static final int TEXT_MESSAGE = 1;
    private static final int POSITION = 3;
    private static final int DEGREE_PLACES = 7;
    private static final long EVERYBODY = 0xFFFF_FFFFL;

    private Meshtastic() {}

    /**
     * Decodes an envelope.
     *
     * @throws Protobuf.FormatException if it is none, or holds no packet
     */
    static ObjectNode read(byte[] body) throws Protobuf.FormatException {
        ObjectNode packet = JsonNodeFactory.instance.objectNode();
        boolean found = false;
        Protobuf fields = new Protobuf(body);
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> {
                    packet(fields.message(), packet);
                    found = true;
                }
                case 2 -> packet.put("channel_id", fields.text());
                case 3 -> packet.put("gateway_id", fields.text());
                default -> {
                    // fields of a newer release
                }
            }
        }
        if (!found) {
            throw new Protobuf.FormatException("the envelope holds no packet");
        }
        return packet;
    }

    private static void packet(Protobuf fields, ObjectNode packet) throws Protobuf.FormatException {
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> packet.put("from", node(fields.number()));
                case 2 -> packet.put("to", node(fields.number()));
                case 3 -> packet.put("channel", fields.number());
                case 4 -> data(fields.message(), packet);
                case 5 -> packet.put("encrypted", HexFormat.of().formatHex(fields.slice()));
                case 6 -> packet.put("id", fields.number() & EVERYBODY);
                case 7 -> packet.put("rx_time", fields.number() & EVERYBODY);
                case 8 -> finite(packet, "rx_snr", fields.floating());
                case 9 -> packet.put("hop_limit", fields.number());
                case 10 -> packet.put("want_ack", fields.number() != 0);
                case 11 -> packet.put("priority", fields.number());
                case 12 -> packet.put("rx_rssi", (int) fields.number());
                case 14 -> packet.put("via_mqtt", fields.number() != 0);
                case 15 -> packet.put("hop_start", fields.number());
                default -> {
                    // fields of a newer release
                }
            }
        }
    }

    private static void data(Protobuf fields, ObjectNode packet) throws Protobuf.FormatException {
        int port = 0;
        byte[] payload = {};
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> port = (int) fields.number();
                case 2 -> payload = fields.slice();
                case 6 -> packet.put("request_id", fields.number() & EVERYBODY);
                case 7 -> packet.put("reply_id", fields.number() & EVERYBODY);
                default -> {
                    // fields of a newer release
                }
            }
        }
        packet.put("portnum", port);
        packet.put("payload", HexFormat.of().formatHex(payload));
        if (port == TEXT_MESSAGE) {
            packet.put("text", new String(payload, UTF_8));
        } else if (port == POSITION) {
            packet.set("position", position(new Protobuf(payload)));
        }
    }

    private static ObjectNode position(Protobuf fields) throws Protobuf.FormatException {
        ObjectNode position = JsonNodeFactory.instance.objectNode();
        while (fields.next()) {
            switch (fields.field()) {
                case 1 -> position.put("latitude", degrees((int) fields.number()));
                case 2 -> position.put("longitude", degrees((int) fields.number()));
                case 3 -> position.put("altitude", (int) fields.number());
                case 4 -> position.put("time", fields.number() & EVERYBODY);
                default -> {
                    // fields of a newer release
                }
            }
        }
        return position;
    }

    private static BigDecimal degrees(int tenMillionths) {
        return BigDecimal.valueOf(tenMillionths, DEGREE_PLACES);
    }

    /** What JSON has no word for is null. */
    private static void finite(ObjectNode packet, String name, float value) {
        if (Float.isFinite(value)) {
            packet.put(name, value);
        } else {
            packet.putNull(name);
        }
    }

    private static String node(long number) {
        return "!%08x".formatted(number & EVERYBODY);
    }
}
