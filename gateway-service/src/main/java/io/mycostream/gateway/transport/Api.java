package io.mycostream.gateway.transport;

import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.SessionRules;
import io.mycostream.gateway.stream.Transport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One of the client APIs, as the operator configured it. Its dialect makes it, out of {@link ApiDefaults}.
 *
 * @param name as in the configuration, for example {@code mycosoft}
 * @param anonymous whether requests without a token are let in, with the rights of OBSERVER
 * @param minimumRole role that a token has to name; empty when any valid token will do
 * @param endpointRoles role for single endpoints that want a higher one, by endpoint id
 * @param clientsPerStream most connections on one of its streams, over all nodes; empty for as many as come
 * @param rules bounds of its sessions, by what carries them
 */
public record Api(
        String name,
        boolean anonymous,
        Optional<Role> minimumRole,
        Map<String, Role> endpointRoles,
        OptionalInt clientsPerStream,
        Map<Transport, SessionRules> rules) {

    public Api {
        endpointRoles = Map.copyOf(endpointRoles);
        rules = Map.copyOf(rules);
    }

    /** The same with a role for all its endpoints, unless the operator asks for another one. */
    public Api wanting(Role role) {
        return new Api(
                name, anonymous, minimumRole.or(() -> Optional.of(role)), endpointRoles, clientsPerStream, rules);
    }

    /** The same with a role for one endpoint. */
    public Api wanting(String endpointId, Role role) {
        Map<String, Role> roles = new HashMap<>(endpointRoles);
        roles.put(endpointId, role);
        return new Api(name, anonymous, minimumRole, roles, clientsPerStream, rules);
    }

    /** The same with a cap on the clients of a stream, unless the operator set another one. */
    public Api withClientsPerStream(int most) {
        OptionalInt cap = clientsPerStream.isPresent() ? clientsPerStream : OptionalInt.of(most);
        return new Api(name, anonymous, minimumRole, endpointRoles, cap, rules);
    }

    /** The same with other bounds on one transport. */
    public Api with(Transport transport, SessionRules others) {
        Map<Transport, SessionRules> changed = new HashMap<>(rules);
        changed.put(transport, others);
        return new Api(name, anonymous, minimumRole, endpointRoles, clientsPerStream, changed);
    }

    /** Bounds of the sessions on a transport. */
    public SessionRules rules(Transport transport) {
        SessionRules found = rules.get(transport);
        if (found == null) {
            throw new IllegalStateException(name + " has no rules for " + transport);
        }
        return found;
    }

    /** Role that this endpoint wants: the higher one of its own and the API's. */
    Optional<Role> role(String endpointId) {
        Optional<Role> own = Optional.ofNullable(endpointRoles.get(endpointId));
        return own.filter(role -> minimumRole.isEmpty() || role.compareTo(minimumRole.get()) > 0)
                .or(() -> minimumRole);
    }
}
