package io.mycostream.gateway.transport;

import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;

/**
 * Has a message begin with its first fragment that has something in it, or with its last. Clients that write into a stream
 * may begin with nothing, and Vert.x loses a message whose first fragment is empty.
 */
final class MessageBeginning {

    private boolean text;
    private boolean begun;

    /**
     * Takes the next fragment of a message over, which may be the whole of it.
     *
     * @return what is passed on instead; empty when that is nothing
     */
    Optional<WebSocketFrame> of(WebSocketFrame fragment) {
        boolean first = !(fragment instanceof ContinuationWebSocketFrame);
        if (first) {
            text = fragment instanceof TextWebSocketFrame;
            begun = false;
        }
        if (begun) {
            return Optional.of(fragment);
        }
        if (!fragment.isFinalFragment() && !fragment.content().isReadable()) {
            fragment.release();
            return Optional.empty();
        }
        begun = true;
        return Optional.of(first ? fragment : opening(fragment));
    }

    private WebSocketFrame opening(WebSocketFrame fragment) {
        return text
                ? new TextWebSocketFrame(fragment.isFinalFragment(), fragment.rsv(), fragment.content())
                : new BinaryWebSocketFrame(fragment.isFinalFragment(), fragment.rsv(), fragment.content());
    }
}
