/**
 * The stream core: channels, publications, subscriptions and fan-out, in plain Java.
 *
 * <p>Nothing here knows about Redis, WebSocket, SSE, JSON or Quarkus. The broker is reached through the
 * {@link io.mycostream.gateway.stream.Broker} port, clients through a {@link io.mycostream.gateway.stream.ClientLink}, and
 * what they speak through a {@link io.mycostream.gateway.stream.Dialect}. Read {@code Hub} first: it is the one place where
 * publications meet sessions.
 */
@NullMarked
package io.mycostream.gateway.stream;

import org.jspecify.annotations.NullMarked;
