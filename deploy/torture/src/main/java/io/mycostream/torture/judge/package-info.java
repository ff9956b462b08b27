/**
 * Whether what everybody wrote down keeps what the suite promises. Functions over {@code journal}, without input or output;
 * each rule is a file.
 */
@NullMarked
package io.mycostream.torture.judge;

import org.jspecify.annotations.NullMarked;
