/** The whole suite on one machine. */
@NullMarked
package io.mycostream.demo;

import org.jspecify.annotations.NullMarked;
