/** What is done to the suite, to whom and when, decided by a seed and carried out on real processes. */
@NullMarked
package io.mycostream.torture.nemesis;

import org.jspecify.annotations.NullMarked;
