/**
 * The realtime API of geminivideo, as its pages know it: two WebSockets, five streams of server-sent events, statistics.
 *
 * <p>Specified in {@code docs/dialects/geminivideo.md}. Events are flat: what was published goes out as it is, with type, time and
 * id where they are missing. Read {@code FlatDialect} and {@code SocketConversation} first, then {@code StreamConversation} and
 * {@code WorkConversation}, which asks workers for what it streams.
 */
@NullMarked
package io.mycostream.gateway.dialect.geminivideo;

import org.jspecify.annotations.NullMarked;
