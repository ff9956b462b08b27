package io.mycostream.ingest.mqtt;

/**
 * How a message came, as far as it tells repetitions from new messages.
 *
 * @param client on whose session it came: our client id at the broker, or the board's at our listener
 * @param id packet identifier, 1 to 65535; 0 for messages that nobody acknowledges (QoS 0)
 * @param repeated the sender says that it may have sent it before (DUP)
 * @param retained the broker kept it for those who subscribe later
 */
public record Packet(String client, String topic, int id, boolean repeated, boolean retained) {}
