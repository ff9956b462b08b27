/** Subscribers on plain sockets: fifty of them cost next to nothing, and they can stop reading. */
@NullMarked
package io.mycostream.torture.client;

import org.jspecify.annotations.NullMarked;
