package io.mycostream.ingest.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.ingest.device.FrameId;
import io.mycostream.ingest.mdp.BackendHeader;
import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpMessage;
import io.mycostream.publisher.Event;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoardEventsTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-20T07:15:30.123456789Z");
    private static final FrameId ID = new FrameId(UUID.fromString("0f3c2a10-8d7e-8b1c-9a55-3d1f0c2b7e61"));
    private static final int EVENT = 5;
    private static final int DRONE_MISSION_STATUS = 9;
    private static final int BACKEND_EVENT = 3;

    private final List<Event> events = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final BoardEvents publisher = new BoardEvents(
            (event, held) -> {
                events.add(event);
                held.run();
            },
            InstantSource.fixed(RECEIVED),
            "lab:8081");

    @Test
    void saysWhatHappenedToWhomAndWhereAndWhenItWasHeard() {
        publish(message(EVENT, "{\"event\":\"estop_activated\"}"));

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.channel()).isEqualTo("devices:events");
            assertThat(event.source()).isEqualTo("device:mushroom1");
            assertThat(event.timestamp()).isEqualTo("2026-11-20T07:15:30.123456Z");
            assertThat(event.messageId()).isEqualTo(ID.id().toString());
            assertThat(event.replayed()).isFalse();
            assertThat(event.data()).as("a tree takes more memory").isInstanceOf(RawValue.class);
        });
        assertThat(data())
                .containsExactly("{\"device_id\":\"mushroom1\",\"event\":{\"event\":\"estop_activated\"},"
                        + "\"kind\":\"json\",\"link\":\"/dev/ttyACM0\",\"process\":\"lab:8081\"}");
        assertThat(told).containsExactly("held");
    }

    @Test
    void keepsWhatWasSaidAsItIs() {
        publish(message(EVENT, "{\"b\":1,\"a\":[1.50,NaN],\"pack\":[{\"id\":\"x\",\"v\":1}]}"));
        publish(MdpMessage.of(MdpFrame.of(
                new BackendHeader(BACKEND_EVENT, 0, 1_774_742_400L),
                "{\"event_type\": \"overheat\", \"severity\": \"critical\"}".getBytes(UTF_8))));

        assertThat(data())
                .satisfiesExactly(
                        json -> assertThat(json)
                                .contains("\"event\":{\"b\":1,\"a\":[1.50,null],\"pack\":[{\"id\":\"x\",\"v\":1}]}"),
                        json -> assertThat(json)
                                .contains("\"event\":{\"event_type\":\"overheat\",\"severity\":\"critical\"}"));
    }

    @Test
    void saysWhichFormItHad() {
        byte[] mission = ByteBuffer.allocate(74)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) 1)
                .putInt(7)
                .putInt(40)
                .put((byte) 3)
                .put("no wind".getBytes(UTF_8))
                .array();

        publish(message(DRONE_MISSION_STATUS, mission));
        publish(message(EVENT, HexFormat.of().parseHex("010004000400fdff")));
        publish(message(EVENT, "{\"event\":\"x\"},\"hash\":\"sha256:aa\"}"));

        assertThat(data())
                .satisfiesExactly(
                        json -> assertThat(json)
                                .contains(
                                        "\"event\":{\"mission_state\":1,\"mission_id\":7,\"progress\":40,\"status\":3,"
                                                + "\"error_message\":\"no wind\"},\"kind\":\"drone_mission_status\""),
                        json -> assertThat(json)
                                .contains("\"cmd_id\":4,\"status\":-3,\"data\":\"\"},\"kind\":\"cmd_result\""),
                        json -> assertThat(json)
                                .contains("\"event\":{\"event\":\"x\",\"hash\":\"sha256:aa\"},\"kind\":\"envelope\""));
    }

    @ParameterizedTest
    @CsvSource({"1, telemetry", "2, command", "3, acknowledgement", "6, greeting", "8, drone", "42, unknown"})
    void nothingElseIsAnEvent(int type, String what) {
        assertThat(BoardEvents.isEvent(message(type, "{\"n\":1}"))).as(what).isFalse();
    }

    @Test
    void whatSaysNothingOrCannotBeReadIsNone() {
        assertThat(BoardEvents.isEvent(message(EVENT, ""))).isFalse();
        assertThat(BoardEvents.isEvent(message(EVENT, "no JSON"))).isFalse();
        assertThat(BoardEvents.isEvent(message(DRONE_MISSION_STATUS, "no JSON")))
                .isFalse();
    }

    private void publish(MdpMessage message) {
        assertThat(BoardEvents.isEvent(message)).isTrue();
        publisher.publish("mushroom1", "/dev/ttyACM0", message.payload(), ID, () -> told.add("held"));
    }

    private List<String> data() {
        return events.stream().map(event -> event.toEnvelope().data()).toList();
    }

    private static MdpMessage message(int type, String payload) {
        return message(type, payload.getBytes(UTF_8));
    }

    private static MdpMessage message(int type, byte[] payload) {
        return MdpMessage.of(MdpFrame.of(new MdpHeader(type, 1, 0, 0, 0xA1, 0xC0), payload));
    }
}
