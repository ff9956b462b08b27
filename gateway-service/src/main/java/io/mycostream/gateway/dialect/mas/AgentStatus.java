package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.StreamPosition;
import io.mycostream.publisher.wire.Envelope;
import io.mycostream.publisher.wire.EnvelopeCodec;
import io.mycostream.publisher.wire.EnvelopeFormatException;
import io.mycostream.publisher.wire.Position;
import io.mycostream.publisher.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What one agent has said of itself last. */
final class AgentStatus {

    private final String agentId;
    private final Publication publication;

    /** Made when it is asked for first, from any thread; whichever is seen is right. */
    private @Nullable AgentNode node;

    private AgentStatus(String agentId, Publication publication) {
        this.agentId = agentId;
        this.publication = publication;
    }

    /** Empty when the publication is about no agent. */
    static Optional<AgentStatus> of(Publication publication) {
        return RawJson.string(MasEvent.members(publication).get("agent_id"))
                .filter(agentId -> !agentId.isEmpty())
                .map(agentId -> new AgentStatus(agentId, publication));
    }

    /** Reads what was {@linkplain #envelope kept} for an agent; empty when it is something else. */
    static Optional<AgentStatus> kept(String agentId, String envelope) {
        try {
            Envelope read = EnvelopeCodec.decode(
                    EventDialect.TOPOLOGY.channel().name(), envelope.getBytes(StandardCharsets.UTF_8));
            Position position = read.position();
            String id = read.messageId();
            String timestamp = read.timestamp();
            return timestamp == null
                    ? Optional.empty()
                    : of(new Publication(
                                    EventDialect.TOPOLOGY.channel(),
                                    position == null ? null : new StreamPosition(position.offset(), position.epoch()),
                                    id == null ? UUID.randomUUID().toString() : id,
                                    timestamp,
                                    read.source(),
                                    read.data()))
                            .filter(status -> status.agentId.equals(agentId));
        } catch (EnvelopeFormatException _) {
            return Optional.empty();
        }
    }

    /** The text that is kept for gateways that start later. */
    String envelope() {
        StreamPosition position = publication.position();
        return EnvelopeCodec.encode(new Envelope(
                publication.channel().name(),
                publication.payload(),
                publication.timestamp(),
                publication.source(),
                publication.id(),
                position == null ? null : new Position(position.epoch(), position.offset())));
    }

    String agentId() {
        return agentId;
    }

    /** About its size in memory. */
    long bytes() {
        return (long) agentId.length() + publication.payload().length();
    }

    /** Whether it was published after the other one; false when nobody can say. */
    boolean isNewerThan(AgentStatus other) {
        StreamPosition here = publication.position();
        StreamPosition there = other.publication.position();
        if (here != null && there != null && here.epoch().equals(there.epoch())) {
            return here.offset() > there.offset();
        }
        return publishedAt().flatMap(at -> other.publishedAt().map(at::isAfter)).orElse(false);
    }

    /** When it was published, as far as its own words can be read; without a zone it is taken for UTC. */
    Optional<Instant> publishedAt() {
        String timestamp = publication.timestamp();
        try {
            return Optional.of(OffsetDateTime.parse(timestamp).toInstant());
        } catch (DateTimeException _) {
            // many publishers write no zone
        }
        try {
            return Optional.of(LocalDateTime.parse(timestamp).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** How it stands in a snapshot. */
    AgentNode node() {
        AgentNode known = node;
        if (known == null) {
            known = AgentNode.of(agentId, publication);
            node = known;
        }
        return known;
    }
}
