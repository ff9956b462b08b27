/**
 * What the dialects share: reading a client's frame. Each dialect is a package below this one and knows no other.
 */
@NullMarked
package io.mycostream.gateway.dialect;

import org.jspecify.annotations.NullMarked;
