package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.publisher.wire.Position;

/** Delivers the messages of a live feed, each where it arrives, unless its offset shows that something else comes first. */
final class Arrivals {

    private final Place place;
    private final Overlap overlap;
    private final MessageReader reader;
    private final Tail tail;
    private final Reporter reporter;
    private final BrokerCounters counters;

    Arrivals(
            Place place, Overlap overlap, MessageReader reader, Tail tail, Reporter reporter, BrokerCounters counters) {
        this.place = place;
        this.overlap = overlap;
        this.reader = reader;
        this.tail = tail;
        this.reporter = reporter;
        this.counters = counters;
    }

    /**
     * Takes a message that has arrived.
     *
     * @param settled whether the history was read after it arrived, so that reading again would show nothing new
     * @return false if it is not taken, because the history has to be read before it
     */
    boolean take(ChannelMessage message, boolean settled) {
        Position position = message.position();
        if (position == null) {
            takePlain(message);
            return true;
        }
        return switch (place.step(position)) {
            case NEXT -> {
                place.at(position, message.id());
                deliver(reader.publication(message));
                yield true;
            }
            case FILLED -> {
                place.arrived(position);
                yield true;
            }
            // somebody may publish once more, word for word, what was delivered before
            case AGAIN -> tail.knows(message.id()) || takeStranger(message, settled);
            case ELSEWHERE -> takeStranger(message, settled);
        };
    }

    private void takePlain(ChannelMessage message) {
        place.atPlain();
        Publication publication = overlap.take(message)
                .flatMap(entry -> reader.publication(message, entry))
                .orElseGet(() -> reader.publication(message));
        deliver(publication);
        // also what others have entered: each listener's reports are counted
        reporter.report(message, publication, place.top());
    }

    private boolean takeStranger(ChannelMessage message, boolean settled) {
        if (settled) {
            // Redis knows nothing of it: made up, or of a life that was over before anybody looked
            tail.gap(GapReason.HISTORY_LOST);
            deliver(reader.publication(message));
        }
        return settled;
    }

    private void deliver(Publication publication) {
        counters.received(publication);
        tail.deliver(publication);
    }
}
