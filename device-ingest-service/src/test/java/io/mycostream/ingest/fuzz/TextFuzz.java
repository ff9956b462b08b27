package io.mycostream.ingest.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.device.LinkIdentity;
import io.mycostream.ingest.mdp.JsonObjects;
import io.mycostream.ingest.text.RadioSequence;
import io.mycostream.ingest.text.TextIdentity;
import io.mycostream.ingest.text.TextMessage;
import io.mycostream.ingest.text.TextReader;
import java.util.Optional;

/** Whatever a board prints, it is a line of some class; measurements are JSON that can be published, by somebody. */
public final class TextFuzz {

    private TextFuzz() {}

    public static void fuzzerTestOneInput(byte[] bytes) {
        RadioSequence radio = new RadioSequence();
        LinkIdentity identity = new LinkIdentity("/dev/ttyACM0");
        for (String line : new String(bytes, UTF_8).split("\n", -1)) {
            switch (TextReader.read(line)) {
                case TextMessage.Measurement measurement -> {
                    String json = measurement.readings().toString();
                    Law.holds(JsonObjects.read(json).isPresent(), "not to be published");
                    hear(identity, measurement.sender());
                }
                case TextMessage.Announcement announcement -> hear(identity, announcement.sender());
                case TextMessage.LinkHeader header -> {
                    int missing = radio.missingBefore(header);
                    Law.holds(missing >= 0 && missing <= 1000, "missing " + missing);
                }
                case TextMessage.Answer _,
                        TextMessage.LinkStatus _,
                        TextMessage.OtherObject _,
                        TextMessage.Malformed _,
                        TextMessage.Noise _ -> {}
            }
        }
    }

    private static void hear(LinkIdentity identity, Optional<TextIdentity> sender) {
        sender.ifPresent(name -> identity.named(name.id(), name.firmwareVersion(), name.role()));
        Law.holds(!identity.current().deviceId().isEmpty(), "nobody");
    }
}
