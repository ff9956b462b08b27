package io.mycostream.gateway.stream;

/** What carries a session to its client. */
public enum Transport {
    WEBSOCKET,
    SSE
}
