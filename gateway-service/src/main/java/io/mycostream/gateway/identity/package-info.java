/**
 * Who is asking: where the token is, whether it is good, what it says. Read {@code TokenVerifier} first.
 */
@NullMarked
package io.mycostream.gateway.identity;

import org.jspecify.annotations.NullMarked;
