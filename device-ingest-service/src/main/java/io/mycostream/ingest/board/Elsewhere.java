package io.mycostream.ingest.board;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What other processes know of boards at brokers, as they showed it last. Processes that share the messages of a broker hear
 * each board in turn, and its last will comes to one of them only; what one of them alone has heard says little.
 *
 * <p>Ports are left out: equal names of two machines are two ports.
 */
final class Elsewhere {

    /** Nobody else has heard anything. */
    static final Elsewhere NOTHING = new Elsewhere();

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Place(String link, String deviceId) {}

    private final Map<Place, Instant> heard = new HashMap<>();
    private final Map<Place, Instant> wills = new HashMap<>();

    private Elsewhere() {
        // filled by its factory
    }

    /** Reads what they showed; what cannot be read says nothing. */
    static Elsewhere of(Collection<String> shown) {
        Elsewhere elsewhere = new Elsewhere();
        shown.forEach(elsewhere::add);
        return elsewhere;
    }

    private void add(String shown) {
        try {
            JsonNode board = JSON.readTree(shown);
            if (board.path("transport").asText().equals(Transport.MQTT.label())) {
                Place place = new Place(
                        board.path("link").asText(), board.path("device_id").asText());
                keepLatest(heard, place, board.path("last_heard"));
                if (board.path("reason").asText().equals(Absence.LAST_WILL.label())) {
                    keepLatest(wills, place, board.path("since"));
                }
            }
        } catch (JsonProcessingException | DateTimeException _) {
            // somebody else's rubbish
        }
    }

    private static void keepLatest(Map<Place, Instant> times, Place place, JsonNode time) {
        if (time.isTextual()) {
            times.merge(place, Instant.parse(time.textValue()), Elsewhere::later);
        }
    }

    /** When anybody heard of a board last, who is here included. */
    Instant lastHeard(Sighting sighting, Instant here) {
        return later(here, heard.getOrDefault(placeOf(sighting), Instant.MIN));
    }

    /** Whether the last that anybody heard of a board was its last will. */
    boolean hasLeft(Sighting sighting, Instant here) {
        return Optional.ofNullable(wills.get(placeOf(sighting)))
                .filter(left -> left.isAfter(lastHeard(sighting, here)))
                .isPresent();
    }

    private static Place placeOf(Sighting sighting) {
        return new Place(sighting.link.name(), sighting.deviceId);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
