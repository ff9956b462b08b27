package io.mycostream.ingest.link.mqtt;

/**
 * A message that arrived.
 *
 * @param client on whose session it came: our client id at the broker, or the board's at our listener
 * @param packetId 1 to 65535; 0 for a message that nobody acknowledges: QoS 0, or a last will
 * @param repeated the sender says that it may have sent it before
 * @param retained the broker kept it for those who subscribe later
 * @param settled to be run once when the sender may forget it; on any thread. Acknowledgements leave in the order of arrival, so
 *     one that is never settled holds up the later ones until the link gives up and starts anew
 */
public record Delivery(
        String client, String topic, int packetId, boolean repeated, boolean retained, Runnable settled) {}
