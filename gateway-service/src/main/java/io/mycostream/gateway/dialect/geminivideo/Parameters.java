package io.mycostream.gateway.dialect.geminivideo;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an address asks the workers for. */
final class Parameters {

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final UnaryOperator<@Nullable String> decoded;

    /**
     * Reads parameters.
     *
     * @param decoded a parameter's value by its name; null when it is not there
     */
    Parameters(UnaryOperator<@Nullable String> decoded) {
        this.decoded = decoded;
    }

    static Parameters of(HttpServerRequest request) {
        return new Parameters(request::getParam);
    }

    /** Empty also when it is there without a value. */
    Optional<String> optional(String name) {
        return Optional.ofNullable(decoded.apply(name)).filter(value -> !value.isEmpty());
    }

    /**
     * The id of the client's own making, or a fresh one.
     *
     * @throws FaultyAddressException if it cannot be an id, or would be the name of the workers' own channel
     */
    String requestId() throws FaultyAddressException {
        String id = decoded.apply("requestId");
        if (id == null) {
            return UUID.randomUUID().toString();
        }
        if (!REQUEST_ID.matcher(id).matches() || id.equals(WorkRequest.REQUESTS)) {
            throw new FaultyAddressException(
                    "requestId must have 1 to 64 letters, digits, hyphens and underscores, and not be \""
                            + WorkRequest.REQUESTS + '"');
        }
        return id;
    }
}
