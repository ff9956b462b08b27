/**
 * A gateway computer that publishes a board's readings to an MQTT broker: no board firmware has an MQTT client.
 *
 * <p>Read {@link io.mycostream.sim.mqtt.GatewayComputer} first.
 */
@NullMarked
package io.mycostream.sim.mqtt;

import org.jspecify.annotations.NullMarked;
