/**
 * What MQTT messages of boards and their gateways mean: topic and body in, one result out. No I/O, no clock, no threads.
 *
 * <p>Read {@link io.mycostream.ingest.mqtt.MqttReader} first. How messages arrive and are acknowledged is not decided here.
 */
@NullMarked
package io.mycostream.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
