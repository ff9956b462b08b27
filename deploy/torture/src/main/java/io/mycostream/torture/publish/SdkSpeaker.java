package io.mycostream.torture.publish;

import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.publisher.Event;
import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Publisher;
import io.mycostream.publisher.redis.RedisPublisher;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.torture.journal.Outcome;
import io.mycostream.torture.journal.RunClock;
import io.mycostream.torture.journal.Source;
import java.time.Duration;

/** Publishes through the SDK, as an application does. */
public final class SdkSpeaker extends Speaker {

    private final String device;
    private final boolean waiting;
    private final Publisher publisher;

    /**
     * Creates it; {@link #start} begins.
     *
     * @param waiting whether it waits for each confirmation
     * @param kept publications that the channel's history keeps
     */
    public SdkSpeaker(
            Source source, Duration interval, int bulk, RunClock clock, String redis, int kept, boolean waiting) {
        super(source, interval, bulk, clock);
        this.device = source.device();
        this.waiting = waiting;
        this.publisher = RedisPublisher.builder().uri(redis).historySize(kept).build();
    }

    @Override
    void speak(long number, String telemetry) {
        Event event = Event.of(
                ChannelNames.DEVICES_TELEMETRY, new RawValue(Telemetry.about(device, telemetry)), "device:" + device);
        Attempt attempt = attempt(number, telemetry);
        if (waiting) {
            try {
                publisher.publish(event);
                attempt.ended(Outcome.ACKNOWLEDGED, -1);
            } catch (PublishException _) {
                attempt.ended(Outcome.UNKNOWN, -1);
            }
        } else {
            publisher.publishAsync(event).whenComplete((published, failure) -> {
                boolean confirmed = failure == null && published != null;
                attempt.ended(confirmed ? Outcome.ACKNOWLEDGED : Outcome.UNKNOWN, -1);
            });
        }
    }

    @Override
    public void close() {
        publisher.close();
    }
}
