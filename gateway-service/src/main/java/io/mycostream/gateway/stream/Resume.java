package io.mycostream.gateway.stream;

/** What a returning client says of how far it had come. Nothing in it is trusted: it may be made up, old or from elsewhere. */
public sealed interface Resume {

    /** It has everything up to the publication with this id. */
    record AfterId(String id) implements Resume {}

    /** It has everything up to this position. */
    record AfterPosition(StreamPosition position) implements Resume {}

    /** It has nothing and wants whatever is kept. */
    record Everything() implements Resume {}
}
