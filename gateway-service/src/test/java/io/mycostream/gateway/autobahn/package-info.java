/**
 * The Autobahn test suite against the gateway's own way from socket to socket. {@code make check-autobahn} runs it; the name
 * of {@link io.mycostream.gateway.autobahn.AutobahnSuite} keeps it out of {@code make test}.
 */
@NullMarked
package io.mycostream.gateway.autobahn;

import org.jspecify.annotations.NullMarked;
