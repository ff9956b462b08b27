package io.mycostream.torture.client;

import org.jspecify.annotations.Nullable;

/**
 * One message of a gateway.
 *
 * @param id null when it has none
 * @param json the message itself
 */
record Heard(String type, @Nullable String id, String json) {}
