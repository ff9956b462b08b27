package io.mycostream.gateway.dialect.mas;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.publisher.wire.ChannelNames;
import io.mycostream.publisher.wire.RawJson;
import java.util.List;
import java.util.Optional;

/**
 * The streams whose events are what was published, as a whole: {@code {"type", "timestamp", "source", "data"}}.
 *
 * <p>One member of the data is the key. Clients of CREP filter by it; for those of the others it says which of the waiting
 * events a newer one makes obsolete.
 */
enum EventDialect implements Dialect {
    SCIENTIFIC(ChannelNames.EXPERIMENTS_DATA, "experiment_data", "experiment_id"),
    TOPOLOGY(ChannelNames.AGENTS_STATUS, "agent_status", "agent_id"),
    CREP(ChannelNames.CREP_LIVE, "crep_update", "category");

    private final String channel;
    private final String type;
    private final String key;

    EventDialect(String channel, String type, String key) {
        this.channel = channel;
        this.type = type;
        this.key = key;
    }

    /** Where its events are published. */
    Channel channel() {
        return new Channel(channel);
    }

    @Override
    public Optional<Translation> translate(Publication publication) {
        Optional<String> about = RawJson.string(MasEvent.members(publication).get(key));
        return Optional.of(new Event(type, publication, about.stream().toList()));
    }

    private record Event(String type, Publication publication, List<String> keys) implements Translation {

        @Override
        public Optional<Message> message() {
            String json = MasEvent.begin(type, publication)
                    .raw("data", publication.payload())
                    .end();
            return Optional.of(new Message(json, type, publication.id()));
        }
    }
}
