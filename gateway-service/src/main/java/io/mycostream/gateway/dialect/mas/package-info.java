/**
 * The streams of Mycosoft MAS, as its dashboards know them: WebSocket, SSE twin and status resource of each.
 *
 * <p>Read {@code DeviceDialect} and {@code StreamConversation} first, then {@code CrepConversation} for the filter and {@code
 * Agents} for the snapshot of the topology; the endpoints beside them only connect.
 */
@NullMarked
package io.mycostream.gateway.dialect.mas;

import org.jspecify.annotations.NullMarked;
