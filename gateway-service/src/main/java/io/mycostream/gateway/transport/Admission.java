package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.TokenRefusedException;
import io.mycostream.gateway.identity.TokenVerifier;
import io.mycostream.gateway.limit.ConnectionLimit;
import io.mycostream.gateway.limit.Lease;
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
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets requests in or not: token, then role, then the user's places. The same for WebSocket, SSE and REST.
 *
 * <p>Called on the request's context, where the answer comes back too; the token is verified on a worker thread.
 */
@Singleton
public class Admission {

    private final Vertx vertx;
    private final TokenVerifier verifier;
    private final ConnectionLimit limit;
    private final Hub hub;
    private final Map<CloseReason, LongAdder> refused = new EnumMap<>(CloseReason.class);

    Admission(Vertx vertx, TokenVerifier verifier, ConnectionLimit limit, Hub hub) {
        this.vertx = vertx;
        this.verifier = verifier;
        this.limit = limit;
        this.hub = hub;
        for (CloseReason reason : CloseReason.values()) {
            refused.put(reason, new LongAdder());
        }
    }

    /** Requests refused for this reason since the start. */
    public long refused(CloseReason reason) {
        return Objects.requireNonNull(refused.get(reason)).sum();
    }

    /** Decides about a request that wants to hold a connection; whoever is admitted still has to take a place. */
    Future<Verdict> admit(HttpServerRequest request, Api api) {
        if (hub.draining()) {
            return Future.succeededFuture(refuse(CloseReason.DRAINING));
        }
        return identify(request, api)
                .<Verdict>map(Verdict.Admitted::new)
                .recover(refusal -> Future.succeededFuture(refuse(reasonOf(refusal))));
    }

    /**
     * Decides about a request that is answered at once.
     *
     * @return the identity; fails with a {@link TokenRefusedException}
     */
    public Future<Identity> identify(HttpServerRequest request, Api api) {
        Optional<String> token = BearerToken.find(request);
        if (token.isPresent()) {
            return vertx.executeBlocking(() -> withRole(verifier.verify(token.get()), api), false)
                    .map(identity -> Objects.requireNonNull(identity));
        }
        try {
            if (api.anonymous()) {
                return Future.succeededFuture(withRole(Identity.ANONYMOUS, api));
            }
            throw new TokenRefusedException(CloseReason.AUTHENTICATION_REQUIRED);
        } catch (TokenRefusedException refused) {
            return Future.failedFuture(refused);
        }
    }

    private static Identity withRole(Identity identity, Api api) throws TokenRefusedException {
        if (api.minimumRole().isPresent() && !identity.has(api.minimumRole().get())) {
            throw new TokenRefusedException(api.minimumRole().get().missing());
        }
        return identity;
    }

    /**
     * Takes the place of a connection that is open, or about to be; it has to be released when the connection ends.
     *
     * @return empty when the user holds as many as are allowed: the connection is refused
     */
    Optional<Lease> takePlace(Identity identity) {
        if (identity.user().isEmpty()) {
            return Optional.of(Lease.uncounted());
        }
        Optional<Lease> lease = limit.acquire(identity.user().get());
        if (lease.isEmpty()) {
            refuse(CloseReason.CONNECTION_LIMIT);
        }
        return lease;
    }

    private Verdict refuse(CloseReason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
        return new Verdict.Refused(reason);
    }

    /** Why a failed {@link #identify} says no. */
    private static CloseReason reasonOf(Throwable refusal) {
        return refusal instanceof TokenRefusedException token ? token.reason() : CloseReason.INTERNAL_ERROR;
    }
}
