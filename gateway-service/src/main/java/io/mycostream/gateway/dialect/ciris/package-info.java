/**
 * The streams of CIRIS, {@code /v1/stream/*}: four sockets that carry one stream each, and one whose client says which it wants.
 *
 * <p>What they promise is in {@code docs/dialects/ciris.md}. Read {@code CirisDialect} for the events, then {@code
 * ChosenStreams}, the richer of the two conversations; the endpoints beside them only connect.
 */
@NullMarked
package io.mycostream.gateway.dialect.ciris;

import org.jspecify.annotations.NullMarked;
