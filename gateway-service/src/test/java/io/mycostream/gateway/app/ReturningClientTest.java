package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that were cut off come back and get what they missed, or are told that something may be missing. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
class ReturningClientTest {

    @Inject
    Lab lab;

    @Inject
    Tokens tokens;

    @Inject
    Readings metrics;

    /** A device of its own for each test, so that none gets another's history. */
    private final String device = "device-" + UUID.randomUUID();

    @BeforeEach
    void somebodyListensAllTheTime() {
        lab.socket("somebody else's").next();
    }

    @AfterEach
    void hangUp() throws Exception {
        lab.hangUp();
    }

    @Test
    void eventSourceGetsWhatItMissedWithTheSameIds() {
        HttpWire first = events();
        HttpWire witness = events();
        first.next();
        witness.next();
        publish(1, 3);
        String last = "";
        for (int n = 1; n <= 3; n++) {
            last = first.next().id();
            witness.next();
        }
        first.close();
        publish(4, 6);
        double complete = metrics.count("stream.recoveries", "outcome", "complete");

        HttpWire second = events("Last-Event-ID: " + last);

        HttpWire.Event connected = second.next();
        assertThat(connected.event()).isEqualTo("connected");
        assertThat(Json.read(connected.data()).path("recovered").booleanValue()).isTrue();
        for (int n = 4; n <= 6; n++) {
            assertThat(second.next()).isEqualTo(witness.next());
        }
        publish(7, 7);
        assertThat(number(second.next())).isEqualTo(7);
        assertThat(metrics.count("stream.recoveries", "outcome", "complete")).isEqualTo(complete + 1);
    }

    @Test
    void newClientGetsNothingOfThePast() {
        publish(1, 3);

        HttpWire events = events();

        assertThat(Json.read(events.next().data()).has("recovered")).isFalse();
        publish(4, 4);
        assertThat(number(events.next())).isEqualTo(4);
    }

    // who was let in and cut off before there was an event has a place to return to, too
    @Test
    void whoeverGotNothingYetMissesNothing() {
        publish(1, 1);
        HttpWire first = lab.request("GET /api/stream/devices/" + device + "?last_event_id= HTTP/1.1", authorized());
        HttpWire.Event connected = first.next();
        String place = connected.id();
        assertThat(place).isNotNull();
        assertThat(Json.read(connected.data()).has("message_id")).isFalse();
        first.close();
        String sameOnASocket = resumable("").next().path("message_id").textValue();
        publish(2, 2);

        HttpWire second = events("Last-Event-ID: " + place);

        assertThat(sameOnASocket).isEqualTo(place);
        assertThat(Json.read(second.next().data()).path("recovered").booleanValue())
                .isTrue();
        assertThat(number(second.next())).isEqualTo(2);
    }

    @Test
    void whoeverHasTheLatestGetsNothingTwice() {
        HttpWire first = events();
        first.next();
        publish(1, 2);
        first.next();
        String last = first.next().id();

        HttpWire second = events("Last-Event-ID: " + last);

        assertThat(Json.read(second.next().data()).path("recovered").booleanValue())
                .isTrue();
        assertThat(second.silentFor(Duration.ofMillis(200))).isTrue();
    }

    @Test
    void idThatNobodyKnowsBringsAllThatIsKeptAndTheVerdict() {
        HttpWire first = events();
        first.next();
        publish(1, 2);
        first.next();
        first.next();

        HttpWire second = events("Last-Event-ID: made-up");

        assertThat(Json.read(second.next().data()).path("recovered").booleanValue())
                .isFalse();
        assertThat(number(second.next())).isEqualTo(1);
        assertThat(number(second.next())).isEqualTo(2);
    }

    // the id tells a place in the channel, which all devices share
    @Test
    void idOfAnotherDevicesEventIsAPlaceToo() {
        HttpWire other = lab.events("other-" + device);
        other.next();
        publish(1, 1);
        lab.publish("other-" + device, "{}");
        String between = other.next().id();
        publish(2, 2);

        HttpWire second = events("Last-Event-ID: " + between);

        assertThat(Json.read(second.next().data()).path("recovered").booleanValue())
                .isTrue();
        assertThat(number(second.next())).isEqualTo(2);
    }

    @Test
    void parameterStandsInForTheHeaderAndGivesWayToIt() {
        HttpWire first = events();
        first.next();
        publish(1, 3);
        String one = first.next().id();
        String two = first.next().id();

        HttpWire byParameter =
                lab.request("GET /api/stream/devices/" + device + "?last_event_id=" + one + " HTTP/1.1", authorized());
        HttpWire byHeader = lab.request(
                "GET /api/stream/devices/" + device + "?last_event_id=" + one + " HTTP/1.1",
                authorized(),
                "Last-Event-ID: " + two);

        byParameter.next();
        assertThat(number(byParameter.next())).isEqualTo(2);
        byHeader.next();
        assertThat(number(byHeader.next())).isEqualTo(3);
    }

    // a browser sends the header's text as UTF-8
    @Test
    void idMayHoldAnyLetter() {
        HttpWire first = events();
        first.next();
        String id = "größe-🍄-" + device;
        lab.publishMessage("{\"channel\":\"devices:telemetry\",\"message_id\":\"" + id + "\",\"data\":{\"device_id\":\""
                + device + "\",\"telemetry\":{\"n\":1}}}");
        assertThat(first.next().id()).isEqualTo(id);
        publish(2, 2);

        HttpWire second = events("Last-Event-ID: " + new String(id.getBytes(UTF_8), ISO_8859_1));

        assertThat(Json.read(second.next().data()).path("recovered").booleanValue())
                .isTrue();
        assertThat(number(second.next())).isEqualTo(2);
    }

    @Test
    void webSocketClientThatCanReturnSaysSoAndGetsIds() {
        SocketClient first = resumable("");
        JsonNode connected = first.next();
        assertThat(connected.path("type").textValue()).isEqualTo("connected");
        assertThat(connected.has("recovered")).isFalse();
        publish(1, 1);
        String last = first.next().path("message_id").textValue();
        publish(2, 3);

        SocketClient second = resumable(last);

        assertThat(second.next().path("recovered").booleanValue()).isTrue();
        assertThat(second.next().path("data").path("n").intValue()).isEqualTo(2);
        assertThat(second.next()).isEqualTo(lastOf(first));
        assertThat(resumable("made-up").next().path("recovered").booleanValue()).isFalse();
    }

    // dashboards of old compare what they get, or show it
    @Test
    void webSocketClientThatDoesNotSaySoHearsWhatItAlwaysHeard() {
        SocketClient socket = lab.socket(device);
        socket.next();

        publish(1, 1);

        assertThat(socket.next().fieldNames())
                .toIterable()
                .containsExactly("type", "timestamp", "source", "device_id", "data");
    }

    @Test
    void statusCountsThemAsEverybodyElse() {
        resumable("").next();
        lab.socket(device).next();

        HttpWire answer = lab.request("GET /ws/devices/status HTTP/1.1", authorized());

        JsonNode status = Json.read(answer.fixedBody());
        assertThat(status.path("active_connections").intValue()).isEqualTo(3);
    }

    private SocketClient resumable(String last) {
        return lab.socket(lab.to("/ws/devices/" + device + "?token=" + tokens.ofSomebody() + "&last_event_id=" + last));
    }

    private static JsonNode lastOf(SocketClient socket) {
        socket.next();
        return socket.next();
    }

    private HttpWire events(String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = authorized();
        System.arraycopy(headers, 0, all, 1, headers.length);
        return lab.request("GET /api/stream/devices/" + device + " HTTP/1.1", all);
    }

    private String authorized() {
        return "Authorization: Bearer " + tokens.ofSomebody();
    }

    private void publish(int from, int to) {
        for (int n = from; n <= to; n++) {
            lab.publish(device, "{\"n\":" + n + "}");
        }
    }

    private static int number(HttpWire.Event event) {
        assertThat(event.event()).isEqualTo("telemetry");
        return Json.read(event.data()).path("data").path("n").intValue();
    }
}
