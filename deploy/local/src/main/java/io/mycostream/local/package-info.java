/** Real parts for tests and the demo: a redis-server, a pseudo-terminal. */
@NullMarked
package io.mycostream.local;

import org.jspecify.annotations.NullMarked;
