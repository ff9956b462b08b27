/** What everybody wrote down during a run. Plain values, so that judging them is a function. */
@NullMarked
package io.mycostream.torture.journal;

import org.jspecify.annotations.NullMarked;
