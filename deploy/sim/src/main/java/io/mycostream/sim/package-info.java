/**
 * {@code mycobrain-sim}, the command line: reads what is wanted, runs one simulated board, prints its truth log.
 *
 * <p>The boards are in {@link io.mycostream.sim.board}, the pseudo-terminal and its faults in {@link io.mycostream.sim.line},
 * the gateway computer that publishes to a broker in {@link io.mycostream.sim.mqtt}, and what was truly sent in {@link
 * io.mycostream.sim.truth}. Tests use those four and not this package.
 */
@NullMarked
package io.mycostream.sim;

import org.jspecify.annotations.NullMarked;
