/** Benchmarks with JMH. {@link io.mycostream.bench.Bench} runs them and says what the numbers are to be compared with. */
@NullMarked
package io.mycostream.bench;

import org.jspecify.annotations.NullMarked;
