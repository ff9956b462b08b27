/** Publishers that count what they send and write down what became of it. None sends an event again. */
@NullMarked
package io.mycostream.torture.publish;

import org.jspecify.annotations.NullMarked;
