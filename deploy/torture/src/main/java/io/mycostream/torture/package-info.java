/**
 * A consistency checker for the whole suite: real gateways and a real Redis are disturbed while publishers publish and
 * subscribers listen, and a judge holds what everybody wrote down against what the suite promises.
 *
 * <p>Read {@code Torture} first, then {@code judge}.
 */
@NullMarked
package io.mycostream.torture;

import org.jspecify.annotations.NullMarked;
