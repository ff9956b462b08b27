package io.mycostream.torture.judge;

import io.mycostream.torture.journal.Disturbance;
import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Evidence;
import io.mycostream.torture.journal.Testimony;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long one gateway took to deliver again after Redis had been disturbed.
 *
 * @param nanos from the end of the disturbance to the first delivery of an event that was sent after it, on a connection
 *     that was there all the time; {@link Long#MAX_VALUE} when none came
 */
public record Return(Disturbance disturbance, int gateway, long nanos) {

    /** Measures all returns. Where the next disturbance came before the time was over, a missing delivery says nothing. */
    public static List<Return> measure(Evidence evidence) {
        Ledger ledger = new Ledger(evidence);
        List<Return> returns = new ArrayList<>();
        for (Disturbance disturbance : evidence.disturbances()) {
            if (disturbance.kind().disturbsRedis()) {
                measure(evidence, ledger, disturbance).forEach((gateway, nanos) -> {
                    if (nanos != Long.MAX_VALUE || !disturbedAgain(evidence, disturbance)) {
                        returns.add(new Return(disturbance, gateway, nanos));
                    }
                });
            }
        }
        return returns;
    }

    private static boolean disturbedAgain(Evidence evidence, Disturbance disturbance) {
        long limit = disturbance.ended() + evidence.terms().backWithin().toNanos();
        return evidence.disturbances().stream()
                .filter(other -> !other.kind().disturbsOneSubscriber() && !other.equals(disturbance))
                .anyMatch(other -> other.began() >= disturbance.began() && other.began() <= limit);
    }

    private static Map<Integer, Long> measure(Evidence evidence, Ledger ledger, Disturbance disturbance) {
        Map<Integer, Long> byGateway = new TreeMap<>();
        long limit = disturbance.ended() + evidence.terms().backWithin().toNanos();
        for (Testimony testimony : evidence.testimonies()) {
            boolean attentive = !wasDisturbed(evidence, testimony, disturbance.began(), limit);
            Entry.Connected connected = null;
            for (Entry entry : testimony.entries()) {
                if (entry instanceof Entry.Connected now) {
                    connected = now;
                } else if (entry instanceof Entry.Ended ended) {
                    stayed(byGateway, disturbance, connected, attentive && ended.at() >= limit);
                    connected = null;
                } else if (entry instanceof Entry.Delivered delivered
                        && connected != null
                        && connected.at() <= disturbance.began()
                        && sentAfter(ledger, delivered, disturbance)) {
                    byGateway.merge(connected.gateway(), delivered.at() - disturbance.ended(), Math::min);
                }
            }
            stayed(byGateway, disturbance, connected, attentive);
        }
        return byGateway;
    }

    /** Who reads nothing for a while is no witness that nothing came, nor that its gateway was still there. */
    private static boolean wasDisturbed(Evidence evidence, Testimony testimony, long from, long to) {
        return evidence.disturbances().stream()
                .filter(other -> other.kind().disturbsOneSubscriber())
                .filter(other -> testimony.subscriber().equals("subscriber " + other.target()))
                .anyMatch(other -> other.began() <= to && other.ended() >= from);
    }

    private static boolean sentAfter(Ledger ledger, Entry.Delivered delivered, Disturbance disturbance) {
        return ledger.account(delivered)
                .filter(account -> account.sentAt() >= disturbance.ended())
                .isPresent();
    }

    /** Notes a gateway that had a client all the time, from whom nothing may have come. */
    private static void stayed(
            Map<Integer, Long> byGateway,
            Disturbance disturbance,
            Entry.@Nullable Connected connected,
            boolean witness) {
        if (connected != null && witness && connected.at() <= disturbance.began()) {
            byGateway.putIfAbsent(connected.gateway(), Long.MAX_VALUE);
        }
    }
}
