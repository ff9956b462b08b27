/**
 * Plan streaming of VERITAS: any number of plans over one WebSocket, with their history for those who join late, and REST
 * resources about both.
 *
 * <p>Specified in {@code docs/dialects/veritas.md}. Read {@code PlanDialect} first, then {@code PlanConversation}.
 */
@NullMarked
package io.mycostream.gateway.dialect.veritas;

import org.jspecify.annotations.NullMarked;
