package io.mycostream.gateway.broker.redis;

import java.time.Duration;

/**
 * How often it is looked whether Redis delivers.
 *
 * @param probeInterval pause between two probes; two of them without an answer end the connection
 * @param connectTimeout longest wait for a connection
 * @param longestPause longest pause between two attempts to connect
 */
public record Rhythm(Duration probeInterval, Duration connectTimeout, Duration longestPause) {}
