package io.mycostream.gateway.transport;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a request carries its token: the {@code Authorization} header, the query parameter {@code token}, or, because
 * browsers can set neither headers nor a clean URL on a WebSocket, the {@code Sec-WebSocket-Protocol}.
 *
 * <p>The first place that holds one counts; there is no second try with the next.
 */
final class BearerToken {

    /** Subprotocols the gateway selects when a client offers its token in one of the two forms. */
    static final String BEARER = "bearer";

    static final String CARRIER = "bearer-token-carrier";

    /** How the second form, that of Quarkus clients, starts its token. */
    private static final String CARRIED = "quarkus-http-upgrade#Authorization#Bearer%20";

    private BearerToken() {}

    static Optional<String> find(HttpServerRequest request) {
        return inHeader(request).or(() -> inQuery(request)).or(() -> inSubprotocol(request));
    }

    private static Optional<String> inHeader(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader("Authorization"))
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .filter(token -> !token.isEmpty());
    }

    private static Optional<String> inQuery(HttpServerRequest request) {
        return Optional.ofNullable(request.getParam("token")).filter(token -> !token.isEmpty());
    }

    private static Optional<String> inSubprotocol(HttpServerRequest request) {
        List<String> offered = request.headers().getAll("Sec-WebSocket-Protocol").stream()
                .flatMap(header -> Arrays.stream(header.split(",")))
                .map(String::strip)
                .filter(protocol -> !protocol.isEmpty())
                .toList();
        if (offered.contains(CARRIER)) {
            return offered.stream()
                    .filter(protocol -> protocol.startsWith(CARRIED))
                    .map(protocol -> decoded(protocol.substring(CARRIED.length())))
                    .findFirst();
        }
        int marker = offered.indexOf(BEARER);
        return marker >= 0 && marker + 1 < offered.size() ? Optional.of(offered.get(marker + 1)) : Optional.empty();
    }

    private static String decoded(String token) {
        try {
            return URLDecoder.decode(token, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            // a broken escape: no token either, and refused as one
            return token;
        }
    }
}
