package io.mycostream.torture.journal;

/** How a subscriber listens. */
public enum Form {
    WEBSOCKET("ws"),
    EVENT_STREAM("sse"),
    /** A WebSocket without ids: it cannot say where it was, nor be told of gaps. */
    PLAIN_WEBSOCKET("ws-plain");

    private final String word;

    Form(String word) {
        this.word = word;
    }

    /** Whether it names the event it had last when it returns, and is told of gaps. */
    public boolean resumes() {
        return this != PLAIN_WEBSOCKET;
    }

    public String word() {
        return word;
    }
}
