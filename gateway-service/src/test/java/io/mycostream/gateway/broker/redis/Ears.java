package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Publication;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Hears a broker and keeps what it heard. Safe for use by many threads. */
class Ears implements Broker.Listener {

    final Queue<Publication> received = new ConcurrentLinkedQueue<>();

    /** Payloads and gaps, in the order in which they came; a gap is its reason. */
    final Queue<String> heard = new ConcurrentLinkedQueue<>();

    @Override
    public void published(Publication publication) {
        received.add(publication);
        heard.add(publication.payload());
    }

    @Override
    public void gap(Channel channel, GapReason reason) {
        heard.add(reason.toString());
    }

    /** What arrived, in order. */
    List<String> payloads() {
        return received.stream().map(Publication::payload).toList();
    }
}
