/**
 * The process heat streams of GreenLang: server-sent events of agents, jobs and everything, with replay.
 *
 * <p>Read {@code EventType} first: which channel's events belong to which streams. {@code Streams} keeps what is replayed, and
 * {@code StreamConversation} is one client.
 */
@NullMarked
package io.mycostream.gateway.dialect.greenlang;

import org.jspecify.annotations.NullMarked;
