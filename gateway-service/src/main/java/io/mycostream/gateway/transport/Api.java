package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.SessionRules;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One of the client APIs, as the operator configured it.
 *
 * @param name as in the configuration, for example {@code mycosoft}
 * @param anonymous whether requests without a token are let in
 * @param minimumRole role that a token has to name; empty when any valid token will do
 * @param clientsPerStream most connections on one of its streams, over all nodes; empty for as many as come
 * @param rules bounds of its sessions
 */
public record Api(
        String name, boolean anonymous, Optional<Role> minimumRole, OptionalInt clientsPerStream, SessionRules rules) {}
