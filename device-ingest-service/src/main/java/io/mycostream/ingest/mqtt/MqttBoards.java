package io.mycostream.ingest.mqtt;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Who keeps account of the boards that are heard over MQTT. Calls come from the threads of the links, those about one link
 * one at a time and in order, and must not wait.
 */
public interface MqttBoards {

    /** Keeps no account. */
    MqttBoards NOBODY = new MqttBoards() {};

    /**
     * A device was heard, whatever it said.
     *
     * @param link what the operator calls the way it came, for example {@code mqtt://broker:1883}
     */
    default void heard(String deviceId, String link) {}

    /** A device, or its gateway, said what it is: members as in the registry's heartbeat, all of them optional. */
    default void announced(String deviceId, String link, ObjectNode heartbeat) {}

    /** A device answered a command. */
    default void answered(String deviceId, String link, ObjectNode answer) {}

    /** What was heard last was a measurement, and it is published. */
    default void measured(String deviceId, String link) {}

    /** A message came that cannot be used, and whose it was is not asked. */
    default void rejected(String link, String reason) {}

    /** A device is not there any more: it said so, or its last will did. */
    default void tookLeave(String deviceId, String link) {}

    /** A device is not there any more: its connection ended. */
    default void disconnected(String deviceId, String link) {}
}
