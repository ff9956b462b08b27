package io.mycostream.ingest.command;

import io.mycostream.ingest.device.DeviceIdentity;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The boards that there are, by link. Only the thread of {@link Commands} changes it; every thread may look. */
final class Stations {

    private record Place(Station station, Runnable left) {}

    private final Map<String, Place> places = new ConcurrentHashMap<>();

    /**
     * A board is at its link, instead of the one that was.
     *
     * @param left runs when it is not there any more
     */
    void put(Station station, Runnable left) {
        leave(places.put(station.link(), new Place(station, left)), "another board is at this link");
    }

    /** Nothing is at a link any more. */
    void remove(String link) {
        leave(places.remove(link), "the link closed");
    }

    /** Nothing is at any link any more. */
    void close() {
        places.values().forEach(place -> leave(place, "the service stopped"));
        places.clear();
    }

    private static void leave(@Nullable Place place, String why) {
        if (place != null) {
            place.station().close(why);
            place.left().run();
        }
    }

    @Nullable
    Station get(String link) {
        Place place = places.get(link);
        return place == null ? null : place.station();
    }

    /** Boards by the id of their publications, or by that of their port. */
    List<Station> find(Command command) {
        return places.values().stream()
                .map(Place::station)
                .filter(station -> station.deviceId().equals(command.deviceId())
                        || DeviceIdentity.ofPort(station.link()).deviceId().equals(command.deviceId()))
                .filter(station -> command.link().map(station.link()::equals).orElse(true))
                .toList();
    }

    int waiting() {
        return places.values().stream()
                .mapToInt(place -> place.station().waiting())
                .sum();
    }
}
