/** Configuration, wiring, health, metrics. */
@NullMarked
package io.mycostream.gateway.app;

import org.jspecify.annotations.NullMarked;
