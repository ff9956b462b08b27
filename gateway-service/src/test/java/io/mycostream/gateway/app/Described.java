package io.mycostream.gateway.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mycostream.gateway.specification.Specification;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

/** Holds what the gateway really says in a {@link Transcript} against what the descriptions say that it says. */
@Singleton
class Described {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Specification specification = new Specification();
    private final Set<String> seen = new ConcurrentSkipListSet<>();

    /** A message came on a WebSocket; fails when the AsyncAPI knows none like it there. */
    void told(String target, String message) {
        if (isOfTheTests(target)) {
            return;
        }
        JsonNode json = Json.read(message);
        Specification.Socket socket = specification.sockets().stream()
                .filter(described -> matches(described.address(), target))
                .min(Comparator.comparing(described -> parameters(described.address())))
                .orElseThrow(() -> new AssertionError("the AsyncAPI knows no WebSocket at " + target));
        seen.add(specification
                .kind(socket, json)
                .orElseThrow(() ->
                        new AssertionError("the AsyncAPI knows no such message of " + socket.name() + ": " + message)));
    }

    /** There is one dialect that only the tests have. */
    private static boolean isOfTheTests(String target) {
        return target.startsWith("/echo/");
    }

    /** The data of an event came; fails when the OpenAPI knows none like it there. */
    void sent(String target, String data) {
        fits(target, "text/event-stream", data);
    }

    /** A resource answered with 200. */
    void answered(String target, String body) {
        fits(target, "application/json", body);
    }

    private void fits(String target, String type, String text) {
        if (isOfTheTests(target)) {
            return;
        }
        JsonNode path = specification.open().path("paths").properties().stream()
                .filter(described -> matches(described.getKey(), target))
                .min(Comparator.comparing(described -> parameters(described.getKey())))
                .orElseThrow(() -> new AssertionError("the OpenAPI knows nothing at " + target))
                .getValue();
        JsonNode content = path.at("/get/responses/200/content").path(type);
        List<String> faults;
        try {
            faults = specification.faults(content.path("schema"), specification.open(), JSON.readTree(text));
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
        if (content.isMissingNode() || !faults.isEmpty()) {
            throw new AssertionError("not as the OpenAPI says at " + target + ": " + text + "\n  " + faults);
        }
    }

    private static boolean matches(String address, String target) {
        String path = target.replaceFirst("\\?.*", "");
        StringBuilder pattern = new StringBuilder();
        for (String part : address.split("(?=\\{)|(?<=})")) {
            pattern.append(part.startsWith("{") ? "[^/]+" : Pattern.quote(part));
        }
        return path.matches(pattern.toString());
    }

    /** How much of an address is open: of several that match, the one that says most is meant. */
    private static long parameters(String address) {
        return address.chars().filter(character -> character == '{').count();
    }

    /** The messages of WebSockets that no conversation has shown. */
    Set<String> unseen() {
        Set<String> unseen = new TreeSet<>();
        specification.sockets().forEach(socket -> unseen.addAll(socket.told()));
        unseen.removeAll(seen);
        return unseen;
    }
}
