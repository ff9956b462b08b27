package io.mycostream.gateway.limit;

/** What a place counts towards. */
public enum Scope {
    /** One user's connections, of all APIs, over all nodes. */
    USER,
    /** One stream's connections, over all nodes. */
    STREAM,
    /** This node's connections. */
    NODE
}
