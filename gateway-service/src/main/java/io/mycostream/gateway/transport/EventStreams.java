package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.limit.Lease;
import io.mycostream.gateway.stream.ClientLink;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Hub;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.Session;
import io.mycostream.gateway.stream.SessionRequest;
import io.mycostream.gateway.stream.Subscription;
import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;
import java.util.Optional;

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
     */
    public void open(
            HttpServerRequest request,
            String endpointId,
            Dialect dialect,
            Subscription subscription,
            Optional<Resume> resume) {
        if ("websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
            // answered with events, a WebSocket client would wait for its handshake for ever
            Refusals.answer(request.response(), UnknownPaths.NOT_FOUND, "Not found");
            return;
        }
        Api api = apis.ofEndpoint(endpointId);
        admission.admit(request, endpointId).onSuccess(verdict -> {
            switch (verdict) {
                case Verdict.Refused(var reason) -> Refusals.answer(request.response(), reason);
                case Verdict.Admitted(var identity, var lease) ->
                    open(request, api, dialect, subscription, resume, identity, lease);
            }
        });
    }

    private void open(
            HttpServerRequest request,
            Api api,
            Dialect dialect,
            Subscription subscription,
            Optional<Resume> resume,
            Identity identity,
            Lease lease) {
        if (request.response().closed()) {
            lease.release();
            return;
        }
        try {
            stream(request, api, dialect, subscription, resume, identity, lease);
        } catch (RuntimeException wrong) {
            // the top of this request: it ends this connection, and is told to whoever logs such things
            lease.release();
            request.response().reset();
            throw wrong;
        }
    }

    private void stream(
            HttpServerRequest request,
            Api api,
            Dialect dialect,
            Subscription subscription,
            Optional<Resume> resume,
            Identity identity,
            Lease lease) {
        HttpServerResponse response = request.response();
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-cache, no-transform")
                .putHeader("X-Accel-Buffering", "no");
        Channel channel = ((ConnectionBase) request.connection()).channel();
        if (request.version() == HttpVersion.HTTP_1_1) {
            response.setChunked(true).writeHead();
            ChunkedSseLink link = new ChunkedSseLink(channel, response);
            Session session = open(channel, link, api, dialect, subscription, resume, identity, lease);
            link.watch(session);
            channel.closeFuture().addListener(_ -> session.linkClosed());
        } else {
            if (request.version() == HttpVersion.HTTP_2) {
                response.writeHead();
            } else {
                // proxies speak HTTP/1.0 by default; for want of a length Vert.x sends its head with the first data
                // only
                response.putHeader("Connection", "close").write(Buffer.buffer());
            }
            Session session = open(
                    channel,
                    new ResponseSseLink(channel, request),
                    api,
                    dialect,
                    subscription,
                    resume,
                    identity,
                    lease);
            response.drainHandler(_ -> session.becameWritable());
            response.closeHandler(_ -> session.linkClosed());
            response.exceptionHandler(_ -> session.linkClosed());
        }
    }

    private Session open(
            Channel channel,
            ClientLink link,
            Api api,
            Dialect dialect,
            Subscription subscription,
            Optional<Resume> resume,
            Identity identity,
            Lease lease) {
        return hub.open(
                channel.eventLoop(),
                new SessionRequest(
                        dialect, subscription, resume, link, api.rules(), identity.expiresAt(), _ -> lease.release()));
    }
}
