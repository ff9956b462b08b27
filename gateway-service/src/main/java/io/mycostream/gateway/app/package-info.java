/**
 * Configuration, wiring, health and metrics of the gateway. Knows everything; nothing knows it.
 */
@NullMarked
package io.mycostream.gateway.app;

import org.jspecify.annotations.NullMarked;
