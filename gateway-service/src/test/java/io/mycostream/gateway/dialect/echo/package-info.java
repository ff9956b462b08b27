/**
 * A sixth dialect, small and complete, that only the tests have: the channels whose names begin with {@code echo:}, one for
 * each client, over WebSocket and SSE at {@code /echo/{channel}}.
 *
 * <p>It is here to show that a dialect is a package and nothing else. That it is served, with tokens, caps, heartbeats and all, is
 * proved by {@code dialects/echo} among the transcripts; no class outside this package knows it.
 */
@NullMarked
package io.mycostream.gateway.dialect.echo;

import org.jspecify.annotations.NullMarked;
