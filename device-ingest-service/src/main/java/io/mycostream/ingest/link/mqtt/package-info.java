/**
 * MQTT as two links: {@link io.mycostream.ingest.link.mqtt.BrokerLink} is a client of a broker, {@link
 * io.mycostream.ingest.link.mqtt.BoardListener} is what boards connect to when there is none. Topics and bodies pass here and
 * are not understood here; {@code ingest.mqtt} does that.
 *
 * <p>Both acknowledge a message when whoever took it says that it is safe, in the order of arrival. Read {@link
 * io.mycostream.ingest.link.mqtt.MqttLink} first.
 *
 * <p>The listener is Vert.x's MQTT server. Its client speaks MQTT 3.1.1 only and does not say when a message's
 * acknowledgement is due, so the client of the broker is ours, over Vert.x's sockets and Netty's MQTT codec.
 */
@NullMarked
package io.mycostream.ingest.link.mqtt;

import org.jspecify.annotations.NullMarked;
