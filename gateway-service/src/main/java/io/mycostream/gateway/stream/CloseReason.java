package io.mycostream.gateway.stream;

/**
 * Why a connection was refused or ended: one table for code, tests, metrics and client authors.
 *
 * <p>A WebSocket is closed with the code and the text. An SSE or REST request that is refused is answered with the HTTP
 * status; an SSE response that is under way just ends.
 */
public enum CloseReason {
    CLIENT_LEFT(1000, 200, "Goodbye"),
    COMPLETE(1000, 200, "Complete"),
    REPLACED(1000, 200, "Replaced"),
    IDLE(1000, 200, "Idle timeout"),
    DRAINING(1001, 503, "Server shutting down"),
    PROTOCOL_VIOLATION(1002, 400, "Protocol violation"),
    INVALID_TEXT(1007, 400, "Text is not UTF-8"),
    AUTHENTICATION_REQUIRED(1008, 401, "Authentication required"),
    INVALID_TOKEN(1008, 401, "Invalid token"),
    TOKEN_EXPIRED(1008, 401, "Token expired"),
    OBSERVER_REQUIRED(1008, 403, "OBSERVER role required"),
    ADMIN_REQUIRED(1008, 403, "ADMIN role required"),
    AUTHORITY_REQUIRED(1008, 403, "AUTHORITY role required"),
    ROOT_REQUIRED(1008, 403, "ROOT role required"),
    CONNECTION_LIMIT(1008, 429, "Connection limit exceeded"),
    CLIENT_ID_LENGTH(1008, 400, "Client id must have 1 to 128 characters"),
    CLIENT_ID_TAKEN(1008, 409, "Client id in use by another user"),
    SUBSCRIPTION_EXPECTED(1008, 400, "First message must be subscription request"),
    MESSAGE_RATE(1008, 429, "Message rate exceeded"),
    MESSAGE_TOO_LARGE(1009, 413, "Message too large"),
    INTERNAL_ERROR(1011, 500, "Internal error"),
    SLOW_CONSUMER(1013, 503, "Reading too slowly"),
    STREAM_UNAVAILABLE(1013, 503, "Stream unavailable, try again later"),
    STREAM_FULL(1013, 503, "Stream at capacity"),
    NODE_FULL(1013, 503, "Node at capacity, try again later"),
    CONNECTION_RATE(1013, 503, "Too many new connections, try again later");

    private final int webSocketCode;
    private final int httpStatus;
    private final String text;

    CloseReason(int webSocketCode, int httpStatus, String text) {
        this.webSocketCode = webSocketCode;
        this.httpStatus = httpStatus;
        this.text = text;
    }

    /** Status code of the WebSocket close frame, RFC 6455 section 7.4. */
    public int webSocketCode() {
        return webSocketCode;
    }

    /** Status of the HTTP answer, when the request is refused before a stream began. */
    public int httpStatus() {
        return httpStatus;
    }

    /** What the client reads: the reason of the close frame, the {@code error} of the HTTP answer. */
    public String text() {
        return text;
    }
}
