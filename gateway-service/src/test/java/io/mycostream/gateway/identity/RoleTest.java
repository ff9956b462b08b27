package io.mycostream.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.CloseReason;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** COM-14. */
class RoleTest {

    @Test
    void theHighestCounts() {
        assertThat(Role.highest(List.of("OBSERVER"))).contains(Role.OBSERVER);
        assertThat(Role.highest(List.of("ADMIN", "OBSERVER"))).contains(Role.ADMIN);
        assertThat(Role.highest(List.of("AUTHORITY", "ROOT", "ADMIN"))).contains(Role.ROOT);
    }

    @Test
    void otherNamesAreIgnoredAndCaseMatters() {
        assertThat(Role.highest(List.of())).isEmpty();
        assertThat(Role.highest(List.of("root", "Admin", "ROOT ", "operator", "")))
                .isEmpty();
        assertThat(Role.highest(List.of("root", "OBSERVER"))).contains(Role.OBSERVER);
    }

    @Test
    void eachIncludesThoseBelowIt() {
        assertThat(Role.ROOT.includes(Role.OBSERVER)).isTrue();
        assertThat(Role.ADMIN.includes(Role.ADMIN)).isTrue();
        assertThat(Role.ADMIN.includes(Role.AUTHORITY)).isFalse();
    }

    @Test
    void anIdentityHasWhatItsRoleIncludes() {
        Identity admin = new Identity(Optional.of("ana"), Optional.of(Role.ADMIN), Optional.empty());
        Identity nobody = new Identity(Optional.of("bo"), Optional.empty(), Optional.empty());

        assertThat(admin.has(Role.OBSERVER)).isTrue();
        assertThat(admin.has(Role.ROOT)).isFalse();
        assertThat(nobody.has(Role.OBSERVER)).isFalse();
        assertThat(Identity.ANONYMOUS.has(Role.OBSERVER)).isTrue();
        assertThat(Identity.ANONYMOUS.has(Role.ADMIN)).isFalse();
    }

    /** Section 4 of the contracts: {@code <ROLE> role required}. */
    @Test
    void whoLacksARoleIsToldWhich() {
        for (Role role : Role.values()) {
            CloseReason missing = role.missing();

            assertThat(missing.text()).isEqualTo(role + " role required");
            assertThat(missing.webSocketCode()).isEqualTo(1008);
            assertThat(missing.httpStatus()).isEqualTo(403);
        }
    }
}
