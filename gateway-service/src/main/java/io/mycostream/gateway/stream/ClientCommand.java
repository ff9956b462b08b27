package io.mycostream.gateway.stream;

/** What a client can ask of a running session, in the words of the core rather than of any dialect. */
public sealed interface ClientCommand {

    /** Asks for an answer, to learn that the way there and back works. */
    record Ping() implements ClientCommand {}
}
