package io.mycostream.gateway.transport;

/**
 * What one WebSocket client may send.
 *
 * @param maxMessageBytes largest message, fragments added up
 * @param framesPerSecond most frames of any kind within a second; one more ends the connection
 */
public record InboundLimits(int maxMessageBytes, int framesPerSecond) {}
