package io.mycostream.gateway.broker.redis;

import io.mycostream.gateway.stream.Broker;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.History;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.StreamPosition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The end of a channel on this node: what is delivered is kept for those who return, and told to the hub. */
final class Tail {

    /** Ids remembered where nothing is kept: enough to know again what somebody publishes a second time. */
    private static final int RECENT_IDS = 64;

    private final Channel channel;
    private final History history;
    private final PlainIds plainIds;
    private final BrokerCounters counters;
    private final RecentIds recent = new RecentIds(RECENT_IDS);
    private Broker.@Nullable Listener hub;

    Tail(Channel channel, History history, PlainIds plainIds, BrokerCounters counters) {
        this.channel = channel;
        this.history = history;
        this.plainIds = plainIds;
        this.counters = counters;
    }

    /** Whom it is told to; null for nobody. */
    void listener(Broker.@Nullable Listener toldFromNowOn) {
        hub = toldFromNowOn;
    }

    boolean hasListener() {
        return hub != null;
    }

    boolean isEmpty() {
        return history.size() == 0;
    }

    /** Bytes of payload that are kept here. */
    long bytes() {
        return history.bytes();
    }

    /** Whether a publication is kept here, or was among the latest ones where nothing is kept. */
    boolean knows(String id) {
        return recent.contains(id) || keeps(id);
    }

    boolean keeps(String id) {
        return history.holds(id);
    }

    Recovery recovery(Optional<Resume> resume) {
        boolean ambiguous =
                resume.isPresent() && resume.get() instanceof Resume.AfterId(var id) && plainIds.isAmbiguous(id);
        if (ambiguous) {
            // which of them the client has had, only the node knows that it had it from
            Recovery everything = history.since(new Resume.Everything());
            return new Recovery(everything.publications(), Recovery.Verdict.INCOMPLETE);
        }
        return history.join(resume);
    }

    void deliver(Publication publication) {
        recent.add(publication.id());
        history.append(publication);
        if (hub != null) {
            try {
                hub.published(publication);
            } catch (RuntimeException wrong) {
                // the top of this thread's work on one publication: the next one lives
                counters.failed(channel.name(), wrong);
            }
        }
    }

    void gap(GapReason reason) {
        history.gap();
        counters.gap(reason);
        if (hub != null) {
            hub.gap(channel, reason);
        }
    }

    /** What is delivered from now on was read from the history, or held back meanwhile. */
    void late() {
        if (hub != null) {
            hub.late(channel);
        }
    }

    /** What is delivered from now on is delivered as it arrives. */
    void punctual() {
        if (hub != null) {
            hub.punctual(channel);
        }
    }

    /** Says where the first publication that is kept stands: right behind this. */
    void keepBehind(StreamPosition position) {
        history.startAfter(position);
    }

    /** Keeps what was there before anybody listened; it is told to nobody. */
    void keep(Publication publication) {
        history.append(publication);
    }

    /** Forgets what is kept here; nobody is told, and what comes next is kept as ever. */
    void forget() {
        history.forget();
    }

    /** Keeps in mind that some may be missing here; it is told to those who return across it. */
    void keepGap() {
        history.gap();
    }
}
