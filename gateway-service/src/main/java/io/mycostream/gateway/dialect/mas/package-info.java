/**
 * The streams of Mycosoft MAS, as its dashboards know them: WebSocket, SSE twin and status resource of each.
 *
 * <p>Specified in {@code contracts/mycosoft.md}. Read {@code DeviceDialect} first; the endpoints beside it only connect.
 */
@NullMarked
package io.mycostream.gateway.dialect.mas;

import org.jspecify.annotations.NullMarked;
