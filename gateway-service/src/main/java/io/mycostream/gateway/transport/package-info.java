/**
 * How a session reaches its client: admission, WebSocket and SSE as client links, and the frames they share. Read
 * {@code WebSockets} and {@code EventStreams}: each opens sessions on one transport.
 */
@NullMarked
package io.mycostream.gateway.transport;

import org.jspecify.annotations.NullMarked;
