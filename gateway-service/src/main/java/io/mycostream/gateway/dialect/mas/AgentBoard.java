package io.mycostream.gateway.dialect.mas;

import static io.mycostream.gateway.dialect.mas.MasEvent.message;
import static io.mycostream.gateway.dialect.mas.MasEvent.typed;

import io.mycostream.gateway.stream.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The latest status of each agent. Bounded by number and size: those that have said nothing for longest are forgotten.
 * Confined to whoever holds it.
 */
final class AgentBoard {

    private final int most;
    private final long mostBytes;

    /** Those first that have said nothing for longest. */
    private final Map<String, AgentStatus> statuses = new LinkedHashMap<>();

    private long bytes;

    AgentBoard(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    int size() {
        return statuses.size();
    }

    /**
     * Puts up what an agent says now.
     *
     * @return ids of those that are forgotten for it
     */
    List<String> put(AgentStatus latest) {
        takeDown(latest.agentId());
        putUp(latest);
        return forgetTheQuietest();
    }

    /**
     * Puts up what somebody else has kept, where nothing newer is known.
     *
     * @return ids of those for whom there is no room
     */
    List<String> merge(Collection<AgentStatus> kept) {
        List<AgentStatus> known = List.copyOf(statuses.values());
        Map<String, AgentStatus> newer = kept.stream()
                .filter(status -> {
                    AgentStatus present = statuses.get(status.agentId());
                    return present == null || status.isNewerThan(present);
                })
                .collect(Collectors.toMap(AgentStatus::agentId, status -> status));
        statuses.clear();
        bytes = 0;
        newer.values().stream()
                .sorted(Comparator.comparing(status -> status.publishedAt().orElse(Instant.MIN)))
                .forEach(this::putUp);
        known.stream().filter(status -> !newer.containsKey(status.agentId())).forEach(this::putUp);
        return forgetTheQuietest();
    }

    private void putUp(AgentStatus status) {
        statuses.put(status.agentId(), status);
        bytes += status.bytes();
    }

    private void takeDown(String agentId) {
        AgentStatus former = statuses.remove(agentId);
        if (former != null) {
            bytes -= former.bytes();
        }
    }

    private List<String> forgetTheQuietest() {
        List<String> forgotten = new ArrayList<>(0);
        while (statuses.size() > most || (bytes > mostBytes && statuses.size() > 1)) {
            String quietest = statuses.keySet().iterator().next();
            takeDown(quietest);
            forgotten.add(quietest);
        }
        return forgotten;
    }

    /** All that is on it now. */
    List<AgentStatus> statuses() {
        return List.copyOf(statuses.values());
    }

    /** How they all are, in the order of their ids. */
    static Message snapshot(List<AgentStatus> statuses, Instant now) {
        Map<String, AgentNode> nodes = new TreeMap<>();
        statuses.forEach(status -> nodes.put(status.agentId(), status.node()));
        String json = nodes.values().stream().map(AgentNode::json).collect(Collectors.joining(",", "[", "]"));
        String edges = nodes.values().stream()
                .flatMap(node -> node.edges().stream())
                .collect(Collectors.joining(",", "[", "]"));
        return message(
                "snapshot",
                now,
                typed("snapshot")
                        .raw("nodes", json)
                        .raw("edges", edges)
                        .raw("agent_count", String.valueOf(nodes.size())));
    }
}
