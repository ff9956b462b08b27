/**
 * A board on a serial line that is none: a pseudo-terminal, what goes wrong on it, and what can still be read of it.
 *
 * <p>Read {@link io.mycostream.sim.line.SimulatedLine} first.
 */
@NullMarked
package io.mycostream.sim.line;

import org.jspecify.annotations.NullMarked;
