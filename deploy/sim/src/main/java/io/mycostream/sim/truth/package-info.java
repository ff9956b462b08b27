/**
 * What was truly sent, arrived, and was made wrong on purpose: the record that tests compare with what came out at the other
 * end.
 */
@NullMarked
package io.mycostream.sim.truth;

import org.jspecify.annotations.NullMarked;
