/**
 * The broker of a single node, in its own memory: for tests of the core, and for programs that have no Redis.
 */
@NullMarked
package io.mycostream.gateway.broker.memory;

import org.jspecify.annotations.NullMarked;
