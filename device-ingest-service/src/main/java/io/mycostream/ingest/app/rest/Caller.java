package io.mycostream.ingest.app.rest;

import java.security.Principal;
import java.util.Optional;

/**
 * Who is asking; a resource finds it as the principal of its {@code SecurityContext}.
 *
 * @param getName the token's subject
 * @param role the highest role the token names; empty when it names none
 */
record Caller(String getName, Optional<Role> role) implements Principal {

    boolean has(Role required) {
        return role.isPresent() && role.get().includes(required);
    }
}
