package io.mycostream.ingest.board;

import com.fasterxml.jackson.databind.JsonNode;
import io.mycostream.ingest.device.SequenceVerdict;

/**
 * The boards that brokers bring, many on each link: what is told of them by device id and by the link's name.
 *
 * <p>May be called by many threads, as {@link BoardLink}, which does the work.
 */
public final class BrokerBoards {

    private final BoardRegistry registry;

    /** Keeps account in this registry. */
    public BrokerBoards(BoardRegistry registry) {
        this.registry = registry;
    }

    /** A message came from this board, whatever it said. */
    public void heard(String deviceId, String link) {
        // messages carry no numbers that could tell what is missing
        on(link).frame(deviceId, new SequenceVerdict.InOrder());
    }

    /** What was heard last was a measurement, and it is published. */
    public void measured(String deviceId, String link) {
        on(link).measured(deviceId);
    }

    /** A board, or the gateway computer that speaks for it, said what it is. */
    public void announced(String deviceId, String link, JsonNode heartbeat) {
        on(link).greeted(deviceId, BoardProfile.ofHeartbeat(heartbeat));
    }

    /** A message came that cannot be read, and nobody can tell whose it was. */
    public void rejected(String link, String reason) {
        on(link).rejected(reason);
    }

    /** A board is not there any more. */
    public void gone(String deviceId, String link, Absence reason) {
        on(link).gone(deviceId, reason);
    }

    /** No board can be heard on this link any more, because the link itself has gone. */
    public void lost(String link) {
        on(link).closed(Absence.DISCONNECTED);
    }

    /** Returns whether a board is there, as far as it is known. */
    public boolean isThere(String deviceId, String link) {
        return on(link).isThere(deviceId);
    }

    private BoardLink on(String link) {
        return registry.link(link, Transport.MQTT);
    }
}
