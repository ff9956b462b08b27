package io.mycostream.sim.mqtt;

import io.mycostream.sim.board.Climate;
import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Climate.Reading;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** Puts readings into the words of a gateway computer. Its numbers begin at 1 with each start. */
final class Bodies {

    private final String deviceId;
    private final Climate climate;
    private final Instant started;
    private long seq;

    Bodies(String deviceId, long seed, Instant started) {
        this.deviceId = deviceId;
        this.climate = new Climate(seed);
        this.started = started;
    }

    String heartbeat() {
        return """
                {"device_id": "%s", "device_name": "%s", "device_role": "gateway", "firmware_version": "gateway-1.4.0", \
                "board_type": "jetson", "sensors": ["bme688_a", "bme688_b"], "capabilities": ["mqtt"]}""".formatted(deviceId, deviceId);
    }

    String readings(Form form, Instant now) {
        Reading reading = climate.at(LocalTime.ofInstant(now, ZoneOffset.UTC));
        seq++;
        return switch (form) {
            case PACK ->
                "{\"seq\": %d, \"ts\": {\"utc\": \"%s\"}, \"msgId\": \"%s\", \"pack\": %s}"
                        .formatted(seq, now, messageId(), list(reading));
            case READINGS ->
                "{\"seq\": %d, \"ts\": {\"utc\": \"%s\"}, \"readings\": %s}".formatted(seq, now, list(reading));
            case FLAT -> flat(reading);
            case ENVELOPE ->
                "{\"hdr\": {\"deviceId\": \"%s\", \"proto\": \"mqtt\", \"msgId\": \"%s\"}, \"ts\": {\"utc\": \"%s\", \"mono_ms\": %d}, \"seq\": %d, \"pack\": %s, \"meta\": {\"schema\": \"mycosoft.v1\", \"units\": \"si\"}}"
                        .formatted(
                                deviceId,
                                messageId(),
                                now,
                                now.toEpochMilli() - started.toEpochMilli(),
                                seq,
                                list(reading));
        };
    }

    /** Different for each start, so that nobody takes the first message of today for the first one of yesterday. */
    private String messageId() {
        return "%s-%d-%08d".formatted(deviceId, started.toEpochMilli(), seq);
    }

    private static String list(Reading reading) {
        Air air = reading.inner();
        return String.format(
                Locale.ROOT,
                "[{\"id\": \"temperature\", \"v\": %.2f, \"u\": \"C\"}, {\"id\": \"humidity\", \"v\": %.2f, \"u\": \"%%RH\"}, "
                        + "{\"id\": \"pressure\", \"v\": %.2f, \"u\": \"hPa\"}, {\"id\": \"gas\", \"v\": %d, \"u\": \"Ohm\"}]",
                air.temperatureC(),
                air.humidityPercent(),
                air.pressureHpa(),
                air.gasOhm());
    }

    private String flat(Reading reading) {
        Air air = reading.inner();
        return String.format(
                Locale.ROOT,
                "{\"seq\": %d, \"temperature\": %.2f, \"humidity\": %.2f, \"pressure\": %.2f, \"gas_resistance\": %d}",
                seq,
                air.temperatureC(),
                air.humidityPercent(),
                air.pressureHpa(),
                air.gasOhm());
    }
}
