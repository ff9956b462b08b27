package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.CatchUp;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.transport.LastEventId;

/**
 * How a client came.
 *
 * @param last what it has seen, if it returns
 */
record Client(LastEventId last, Transport transport) {

    /** Whether it is told what to return with: an EventSource is by nature, when it has asked for it also before its first event. */
    boolean returns() {
        return last.parameter();
    }

    /** Whether it is told where something may be missing. The WebSocket clients of old know nothing of gaps. */
    boolean knowsGaps() {
        return last.parameter() || overSse();
    }

    boolean overSse() {
        return transport == Transport.SSE;
    }

    /** What it missed, if it returns. */
    CatchUp catchUp() {
        return last.resume().<CatchUp>map(CatchUp.InChannel::new).orElse(CatchUp.NOTHING);
    }
}
