package io.mycostream.torture.publish;

import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.torture.journal.Outcome;
import io.mycostream.torture.journal.RunClock;
import io.mycostream.torture.journal.Source;
import io.mycostream.torture.node.Resp;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Publishes with nothing but {@code PUBLISH}, as programs do that know nothing of us: envelopes with and without an id, bare
 * events, and now and then the same bare event twice.
 */
public final class PlainSpeaker extends Speaker {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String device;
    private final int redisPort;
    private final Random random;
    private @Nullable Resp redis;

    public PlainSpeaker(Source source, Duration interval, int bulk, RunClock clock, int redisPort, long seed) {
        super(source, interval, bulk, clock);
        this.device = source.device();
        this.redisPort = redisPort;
        this.random = new Random(seed);
    }

    @Override
    void speak(long number, String telemetry) {
        String data = Telemetry.about(device, telemetry);
        switch (random.nextInt(5)) {
            case 0, 1 -> publish(number, telemetry, envelope(data, "\"%s-%d\"".formatted(source().name(), number)));
            case 2 -> publish(number, telemetry, envelope(data, "null"));
            case 3 -> publish(number, telemetry, data);
            default -> {
                publish(number, telemetry, data);
                publish(number, telemetry, data);
            }
        }
    }

    private String envelope(String data, String id) {
        return "{\"channel\":\"%s\",\"data\":%s,\"timestamp\":\"%s\",\"source\":\"device:%s\",\"message_id\":%s}"
                .formatted(ChannelNames.DEVICES_TELEMETRY, data, LocalDateTime.now(ZoneOffset.UTC), device, id);
    }

    private void publish(long number, String telemetry, String message) {
        Attempt attempt = attempt(number, telemetry);
        Resp connection = redis;
        if (connection == null) {
            try {
                connection = new Resp(redisPort, PATIENCE);
                redis = connection;
            } catch (IOException _) {
                attempt.ended(Outcome.REFUSED, -1);
                return;
            }
        }
        try {
            Object receivers = connection.command("PUBLISH", ChannelNames.DEVICES_TELEMETRY, message);
            if (receivers instanceof Long count) {
                attempt.ended(Outcome.ACKNOWLEDGED, count);
            } else {
                throw new IOException("PUBLISH was answered with " + receivers);
            }
        } catch (Resp.RefusedException _) {
            attempt.ended(Outcome.REFUSED, -1);
        } catch (IOException _) {
            attempt.ended(Outcome.UNKNOWN, -1);
            close();
        }
    }

    @Override
    public void close() {
        Resp connection = redis;
        if (connection != null) {
            connection.close();
        }
        redis = null;
    }
}
