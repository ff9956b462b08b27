package io.mycostream.gateway.autobahn;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.app.RedisAndKeys;
import io.mycostream.gateway.autobahn.FuzzingClient.Outcome;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** RFC 6455 as the Autobahn test suite reads it, case by case. */
@QuarkusTest
@WithTestResource(RedisAndKeys.class)
@TestProfile(Roomy.class)
class AutobahnSuite {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    /** As many as the suite has in these groups: a run that broke off is no run. */
    private static final int CASES = 301;

    /** Not 12 and 13, which are about compression: that is never agreed on. */
    private static final List<String> QUICK =
            List.of("1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "9.7.*", "9.8.*", "10.*");

    /** The suite's client needs all of a processor for these. */
    private static final List<String> LARGE = List.of("9.1.*", "9.2.*", "9.3.*", "9.4.*");

    /** And waits in these, a thousandth of a second after each of thousands of parts. */
    private static final List<String> CHOPPED = List.of("9.5.*", "9.6.*");

    private static final Map<Integer, String> GROUPS = Map.of(
            1, "framing",
            2, "pings and pongs",
            3, "reserved bits",
            4, "opcodes",
            5, "fragmentation",
            6, "UTF-8",
            7, "close handshake",
            9, "limits",
            10, "auto-fragmentation");

    @TestHTTPResource("/ws/echo")
    @SuppressWarnings("NullAway.Init") // before each test
    private URI echo;

    @Test
    void findsNothingWrong() throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        Instant deadline = Instant.now().plus(LIMIT);
        String url = "ws://" + echo.getAuthority() + echo.getPath();
        Path folder = Path.of(System.getProperty("autobahn.folder"));
        FuzzingClient.compile(folder);
        try (FuzzingClient quick = FuzzingClient.start(folder, "quick", url, QUICK);
                FuzzingClient large = FuzzingClient.start(folder, "large", url, LARGE);
                FuzzingClient chopped = FuzzingClient.start(folder, "chopped", url, CHOPPED)) {
            for (FuzzingClient client : List.of(quick, large, chopped)) {
                client.outcomes(deadline).forEach(outcomes::add);
            }
        }

        System.out.print(summary(outcomes));
        assertThat(outcomes).filteredOn(outcome -> !outcome.passed()).isEmpty();
        assertThat(outcomes).hasSize(CASES);
    }

    private static String summary(List<Outcome> outcomes) {
        StringBuilder table = new StringBuilder("\n      %-20s %5s  behaviour; close%n".formatted("group", "cases"));
        outcomes.stream()
                .collect(groupingBy(Outcome::group, TreeMap::new, toList()))
                .forEach((group, its) -> table.append("%5d %-20s %5d  %s; %s%n"
                        .formatted(group, GROUPS.get(group), its.size(), counts(its, false), counts(its, true))));
        return table.append("      %-20s %5d  %s; %s%n%n"
                        .formatted("all", outcomes.size(), counts(outcomes, false), counts(outcomes, true)))
                .toString();
    }

    private static String counts(List<Outcome> outcomes, boolean close) {
        Map<String, Long> counts = outcomes.stream()
                .collect(groupingBy(outcome -> close ? outcome.close() : outcome.behavior(), TreeMap::new, counting()));
        return counts.entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(joining(", "));
    }
}
