/** The suite under test as real processes, and what can be learned of them from outside. */
@NullMarked
package io.mycostream.torture.node;

import org.jspecify.annotations.NullMarked;
