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

    /**
     * A device is not there any more: it said so, its last will did, or its connection ended.
     *
     * @param reason in words for an operator
     */
    default void gone(String deviceId, String link, String reason) {}
}
