/**
 * The whole suite on one machine, for a newcomer ({@code make demo}) and for the tests of the whole.
 *
 * <p>{@link io.mycostream.demo.Suite} starts Redis and both services as processes, {@link io.mycostream.demo.DemoBoard}
 * plays a board on a pseudo-terminal; {@link io.mycostream.demo.Demo} puts them together and says what to try. Nothing
 * here is part of a deployment.
 */
@NullMarked
package io.mycostream.demo;

import org.jspecify.annotations.NullMarked;
