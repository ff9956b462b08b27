/**
 * How many connections one user may hold.
 */
@NullMarked
package io.mycostream.gateway.limit;

import org.jspecify.annotations.NullMarked;
