package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.limit.Lease;
import io.mycostream.gateway.stream.ClientLink;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Session;
import io.mycostream.gateway.stream.SessionRequest;
import io.mycostream.gateway.stream.Transport;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;
import java.util.function.Function;

/** What every SSE route calls: answers a request with a stream of events, or with why not. */
@Singleton
public class EventStreams {

    private final Admission admission;
    private final Hub hub;
    private final Apis apis;

    EventStreams(Admission admission, Hub hub, Apis apis) {
        this.admission = admission;
        this.hub = hub;
        this.apis = apis;
    }

    /**
     * Call it from a GET route, on the event loop.
     *
     * @param endpointId {@code <api>/<stream>}, as that of the WebSocket endpoint beside it
     * @param conversation makes the conversation with whoever is let in
     */
    public void open(HttpServerRequest request, String endpointId, Function<Identity, Conversation> conversation) {
        open(request, endpointId, endpointId, conversation);
    }

    /**
     * As above, for an endpoint that serves many streams.
     *
     * @param stream what the cap on the clients of one stream counts
     */
    public void open(
            HttpServerRequest request,
            String endpointId,
            String stream,
            Function<Identity, Conversation> conversation) {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            // answered with events, a WebSocket client would wait for its handshake for ever
            Refusals.answer(request.response(), UnknownPaths.NOT_FOUND, "Not found");
            return;
        }
        admission.admit(request, endpointId, stream).onSuccess(verdict -> {
            switch (verdict) {
                case Verdict.Refused(var reason) -> Refusals.answer(request.response(), reason);
                case Verdict.Admitted(var identity, var lease) ->
                    new Stream(request, apis.ofEndpoint(endpointId), identity, lease).open(conversation);
            }
        });
    }

    /** The head of an answer that is a stream. */
    static HttpServerResponse head(HttpServerResponse response) {
        return response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no");
    }

    /** One request that was let in. */
    private final class Stream {

        private final HttpServerRequest request;
        private final HttpServerResponse response;
        private final Channel channel;
        private final Api api;
        private final Identity identity;
        private final Lease lease;

        Stream(HttpServerRequest request, Api api, Identity identity, Lease lease) {
            this.request = request;
            this.response = request.response();
            this.channel = ((ConnectionBase) request.connection()).channel();
            this.api = api;
            this.identity = identity;
            this.lease = lease;
        }

        void open(Function<Identity, Conversation> conversation) {
            if (response.closed()) {
                lease.release();
                return;
            }
            try {
                if (request.version() == HttpVersion.HTTP_1_1) {
                    openChunked(conversation.apply(identity));
                } else {
                    openBare(conversation.apply(identity));
                }
            } catch (RuntimeException wrong) {
                // the top of this request: it ends this connection, and is told to whoever logs such things
                lease.release();
                response.reset();
                throw wrong;
            }
        }

        private void openChunked(Conversation conversation) {
            ChunkedSseLink link = new ChunkedSseLink(channel, response);
            Session session = session(conversation, link);
            link.watch(session);
            channel.closeFuture().addListener(_ -> session.linkClosed());
        }

        private void openBare(Conversation conversation) {
            Session session = session(conversation, new ResponseSseLink(channel, request));
            if (session.isOver()) {
                return;
            }
            response.drainHandler(_ -> session.becameWritable());
            response.closeHandler(_ -> session.linkClosed());
            response.exceptionHandler(_ -> session.linkClosed());
        }

        private Session session(Conversation conversation, ClientLink link) {
            return hub.open(
                    channel.eventLoop(),
                    new SessionRequest(
                            conversation, link, api.rules(Transport.SSE), identity.expiresAt(), _ -> lease.release()));
        }
    }
}
