package io.mycostream.ingest.command;

import io.mycostream.ingest.device.SequenceVerdict;
import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of one link that speaks: commands go to the board behind it, and frames that ask for it are acknowledged. It
 * outlives closings of the link, so that its counter goes on. Called by the thread of the link.
 */
public final class Speaker {

    private final String link;
    private final Commands commands;
    private final GatewayNumbers numbers;
    private final Optional<Acknowledger> acknowledger;
    private @Nullable Voice voice;
    private String deviceId = "";

    /**
     * Says nothing before the link opens.
     *
     * @param acknowledge whether frames that ask for it are acknowledged
     * @param patience how long a missing frame holds back the acknowledgement of those behind it
     * @param clock also tells where the counter starts: a gateway that starts again must not use the numbers it used
     */
    public Speaker(
            String link,
            Commands commands,
            CommandCounts counts,
            boolean acknowledge,
            Duration patience,
            InstantSource clock) {
        this.link = link;
        this.commands = commands;
        this.numbers = new GatewayNumbers(clock.instant().getEpochSecond());
        this.acknowledger =
                acknowledge ? Optional.of(new Acknowledger(numbers, counts, clock, patience)) : Optional.empty();
    }

    /** The link opened, and this device is at its other end as far as is known. */
    public void opened(DeviceLink.Line line, String deviceId) {
        Voice now = Voice.on(link, line::send);
        voice = now;
        this.deviceId = deviceId;
        acknowledger.ifPresent(answers -> answers.speakOn(now));
        commands.reachable(link, deviceId, numbers, now);
    }

    /** The device at the other end is this one. What waits for another one will not be sent. */
    public void named(String deviceId) {
        Voice now = voice;
        if (now != null && !deviceId.equals(this.deviceId)) {
            this.deviceId = deviceId;
            commands.reachable(link, deviceId, numbers, now);
        }
    }

    /** Somebody else may be at the other end when the link opens next. */
    public void forget() {
        acknowledger.ifPresent(Acknowledger::forget);
    }

    /**
     * A frame came; call it also for repetitions.
     *
     * @return what is to be run when what it said is safe, on any thread; for a repetition too, whose answer may be lost
     */
    public Runnable received(MdpFrame frame, SequenceVerdict verdict) {
        return acknowledger.map(answers -> answers.came(frame, verdict)).orElse(() -> {});
    }

    /** Whether a frame wants to hear that what it says is safe, and comes again until then. */
    public static boolean isRepeatedUntilSafe(MdpFrame frame) {
        return Acknowledger.asks(frame);
    }

    /** An accepted frame said this. */
    public void heard(MdpFrame frame, MdpMessage message) {
        commands.heard(link, frame, message);
    }

    /** The link closed. */
    public void closed() {
        Voice before = voice;
        voice = null;
        acknowledger.ifPresent(answers -> answers.speakOn(null));
        if (before != null) {
            before.close();
        }
        commands.unreachable(link);
    }
}
