package io.mycostream.gateway.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * Who a connection belongs to.
 *
 * @param user the token's subject; empty for an anonymous connection
 * @param role the highest role the token names; empty when it names none
 * @param expiresAt when the token ends, leeway included; empty for an anonymous connection
 */
public record Identity(Optional<String> user, Optional<Role> role, Optional<Instant> expiresAt) {

    /** Somebody without a token, where that is allowed: nobody in particular, with the rights of an observer. */
    public static final Identity ANONYMOUS =
            new Identity(Optional.empty(), Optional.of(Role.OBSERVER), Optional.empty());

    public boolean has(Role required) {
        return role.isPresent() && role.get().includes(required);
    }
}
