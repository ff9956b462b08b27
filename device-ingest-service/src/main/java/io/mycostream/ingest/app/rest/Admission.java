package io.mycostream.ingest.app.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.Optional;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in or not: a good token, in the header {@code Authorization} or the query parameter {@code token}, and the
 * role that the resource's method asks for with {@link RequiresRole}. Nobody is anonymous here.
 */
class Admission {

    private static final String SCHEME = "Bearer ";

    private final TokenVerifier verifier;

    Admission(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    @ServerRequestFilter
    @Nullable
    Response admit(ContainerRequestContext request, SimpleResourceInfo resource) {
        Optional<String> token = token(request);
        if (token.isEmpty()) {
            return Refusals.answer(401, "Authentication required");
        }
        Caller caller;
        try {
            caller = verifier.verify(token.get());
        } catch (TokenRefusedException refused) {
            return Refusals.answer(401, String.valueOf(refused.getMessage()));
        }
        Optional<Role> required = required(resource);
        if (required.isPresent() && !caller.has(required.get())) {
            return Refusals.answer(403, required.get() + " role required");
        }
        request.setSecurityContext(new Secured(caller, request.getSecurityContext()));
        return null;
    }

    private static Optional<String> token(ContainerRequestContext request) {
        String header = request.getHeaderString("Authorization");
        if (header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.of(header.substring(SCHEME.length()).strip()).filter(token -> !token.isEmpty());
        }
        return Optional.ofNullable(request.getUriInfo().getQueryParameters().getFirst("token"))
                .filter(token -> !token.isEmpty());
    }

    private static Optional<Role> required(SimpleResourceInfo resource) {
        try {
            return Optional.ofNullable(resource.getResourceClass()
                            .getMethod(resource.getMethodName(), resource.parameterTypes())
                            .getAnnotation(RequiresRole.class))
                    .map(RequiresRole::value);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("a resource's methods are public: " + resource.getMethodName(), e);
        }
    }

    private record Secured(Caller caller, SecurityContext before) implements SecurityContext {

        @Override
        public Principal getUserPrincipal() {
            return caller;
        }

        @Override
        public boolean isUserInRole(String role) {
            return caller.role().map(Role::name).filter(role::equals).isPresent();
        }

        @Override
        public boolean isSecure() {
            return before.isSecure();
        }

        @Override
        public String getAuthenticationScheme() {
            return "Bearer";
        }
    }
}
