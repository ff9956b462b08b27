package io.mycostream.gateway.transport;

import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An answer so large that its client may need a while to take it, and has only that while. */
public final class LargeAnswer {

    private LargeAnswer() {}

    /**
     * Answers a request.
     *
     * @param patience time that the client has; then it is cut off
     * @return completes when the client has been sent everything, or fails when it will not be
     */
    public static Future<Void> send(HttpServerRequest request, String json, Duration patience) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return Future.failedFuture("nobody is there any more");
        }
        Buffer body = Buffer.buffer(json);
        Channel channel = ((ConnectionBase) request.connection()).channel();
        ScheduledFuture<?> cut =
                channel.eventLoop().schedule(() -> cut(request, channel), patience.toMillis(), TimeUnit.MILLISECONDS);
        // it ends by itself, because a stream of HTTP/2 that was ended cannot be reset any more
        return response.putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .putHeader("Content-Length", String.valueOf(body.length()))
                .write(body)
                .compose(_ -> response.end())
                .onComplete(_ -> cut.cancel(false));
    }

    private static void cut(HttpServerRequest request, Channel channel) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(ResponseSseLink.CANCEL);
        } else {
            Farewell.cut(channel);
        }
    }
}
