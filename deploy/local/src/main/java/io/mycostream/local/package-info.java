/** Real parts for tests and the demo: a redis-server, a pseudo-terminal, an issuer of tokens. */
@NullMarked
package io.mycostream.local;

import org.jspecify.annotations.NullMarked;
