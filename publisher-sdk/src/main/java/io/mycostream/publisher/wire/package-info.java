/**
 * What goes over Redis: channel names, the envelope and its text, the names of the keys. No I/O, and no Redis client.
 *
 * <p>Publishers and gateways share nothing but this package. Read {@link Envelope} first, then {@link EnvelopeCodec}.
 */
@NullMarked
package io.mycostream.publisher.wire;

import org.jspecify.annotations.NullMarked;
