package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.identity.TokenRefusedException;
import io.mycostream.gateway.identity.TokenVerifier;
import io.mycostream.gateway.limit.ConnectionLimit;
import io.mycostream.gateway.limit.ConnectionRate;
import io.mycostream.gateway.limit.Entry;
import io.mycostream.gateway.limit.Quota;
import io.mycostream.gateway.limit.Scope;
import io.mycostream.gateway.limit.Subject;
import io.mycostream.gateway.stream.CloseReason;
import io.mycostream.gateway.stream.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets requests in or not: token, then role, then a place for the user, in the stream and on the node. The same for
 * WebSocket, SSE and REST; a request that is answered at once needs no place.
 *
 * <p>Called on the request's context, where the answer comes back too; the token is verified on a worker thread, and places
 * are taken wherever they are counted.
 */
@Singleton
public class Admission {

    private final Vertx vertx;
    private final TokenVerifier verifier;
    private final ConnectionLimit limit;
    private final ConnectionRate rate;

    /** Of requests that are answered at once: a storm of connections leaves room for them, and they for connections. */
    private final ConnectionRate requestRate;

    private final Apis apis;
    private final Hub hub;
    private final Map<CloseReason, LongAdder> refused = new EnumMap<>(CloseReason.class);

    Admission(Vertx vertx, TokenVerifier verifier, ConnectionLimit limit, ConnectionRate rate, Apis apis, Hub hub) {
        this.vertx = vertx;
        this.verifier = verifier;
        this.limit = limit;
        this.rate = rate;
        this.requestRate = rate.another();
        this.apis = apis;
        this.hub = hub;
        for (CloseReason reason : CloseReason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Requests refused for this reason since the start, of any kind. */
    public long refused(CloseReason reason) {
        return Objects.requireNonNull(refused.get(reason)).sum();
    }

    /**
     * Decides about a request that wants to hold a connection. Never fails. Whoever is admitted holds a place already, which
     * is the caller's to give back.
     *
     * @param endpointId {@code <api>/<endpoint>}
     * @param stream what the cap on the clients of one stream counts
     */
    Future<Verdict> admit(HttpServerRequest request, String endpointId, String stream) {
        if (hub.draining()) {
            return Future.succeededFuture(refuse(CloseReason.DRAINING));
        }
        // before the token is looked at, because that is what costs
        if (!rate.admits()) {
            return Future.succeededFuture(refuse(CloseReason.CONNECTION_RATE));
        }
        Api api = apis.ofEndpoint(endpointId);
        return judge(request, api, api.role(endpointId))
                .compose(identity -> enter(identity, api, stream))
                .recover(refusal -> Future.succeededFuture(refuse(reasonOf(refusal))));
    }

    private Future<Verdict> enter(Identity identity, Api api, String stream) {
        OptionalInt cap = api.clientsPerStream();
        Optional<Quota> quota =
                cap.isPresent() ? Optional.of(new Quota(Subject.stream(stream), cap.getAsInt())) : Optional.empty();
        return Future.fromCompletionStage(limit.enter(identity.user(), quota), vertx.getOrCreateContext())
                .map(entry -> switch (entry) {
                    case Entry.Granted(var lease) -> new Verdict.Admitted(identity, lease);
                    case Entry.Full(var scope) -> refuse(reasonOf(scope));
                });
    }

    private static CloseReason reasonOf(Scope full) {
        return switch (full) {
            case USER -> CloseReason.CONNECTION_LIMIT;
            case STREAM -> CloseReason.STREAM_FULL;
            case NODE -> CloseReason.NODE_FULL;
        };
    }

    /**
     * Decides about a request that is answered at once.
     *
     * @return the identity; fails with a {@link TokenRefusedException}
     */
    public Future<Identity> identify(HttpServerRequest request, Api api) {
        return identify(request, api, api.minimumRole());
    }

    /**
     * As above, for a request that wants a role of its own.
     *
     * @return the identity; fails with a {@link TokenRefusedException}
     */
    public Future<Identity> identify(HttpServerRequest request, Api api, Optional<Role> role) {
        Future<Identity> judged = requestRate.admits()
                ? judge(request, api, role)
                : Future.failedFuture(new TokenRefusedException(CloseReason.CONNECTION_RATE));
        return judged.onFailure(refusal -> refuse(reasonOf(refusal)));
    }

    private Future<Identity> judge(HttpServerRequest request, Api api, Optional<Role> role) {
        Optional<String> token = BearerToken.find(request);
        if (token.isPresent()) {
            return vertx.executeBlocking(() -> withRole(verifier.verify(token.get()), role), false)
                    .map(identity -> Objects.requireNonNull(identity));
        }
        try {
            if (api.anonymous()) {
                return Future.succeededFuture(withRole(Identity.ANONYMOUS, role));
            }
            throw new TokenRefusedException(CloseReason.AUTHENTICATION_REQUIRED);
        } catch (TokenRefusedException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static Identity withRole(Identity identity, Optional<Role> role) throws TokenRefusedException {
        if (role.isPresent() && !identity.has(role.get())) {
            throw new TokenRefusedException(role.get().missing());
        }
        return identity;
    }

    private Verdict refuse(CloseReason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
        return new Verdict.Refused(reason);
    }

    /** Why a failed {@link #judge} says no. */
    private static CloseReason reasonOf(Throwable refusal) {
        return refusal instanceof TokenRefusedException token ? token.reason() : CloseReason.INTERNAL_ERROR;
    }
}
