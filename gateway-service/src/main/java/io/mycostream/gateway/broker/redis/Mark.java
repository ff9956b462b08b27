package io.mycostream.gateway.broker.redis;

import java.util.UUID;

/** What tells a message without a position from others when it is met a second time. */
sealed interface Mark {

    /** The publisher's id. */
    record GivenId(String id) implements Mark {}

    /** Where the publisher gave none: what {@link PublicationId#ofText} makes of the text. */
    record Text(UUID ofText) implements Mark {}
}
