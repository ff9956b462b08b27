package io.mycostream.sim;

import io.mycostream.sim.truth.Entry;
import io.mycostream.sim.truth.Entry.Acknowledged;
import io.mycostream.sim.truth.Entry.Commanded;
import io.mycostream.sim.truth.Entry.Confirmed;
import io.mycostream.sim.truth.Entry.Incident;
import io.mycostream.sim.truth.Entry.Published;
import io.mycostream.sim.truth.Entry.Sent;
import io.mycostream.sim.truth.Truth;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what a run did, for its last line. Safe for use by several threads. */
final class Tally implements Truth {

    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong readable = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong commands = new AtomicLong();
    private final AtomicLong boots = new AtomicLong();

    @Override
    public void note(Entry entry) {
        switch (entry) {
            case Sent it -> {
                sent.incrementAndGet();
                if (it.readable()) {
                    readable.incrementAndGet();
                }
            }
            case Published it -> {
                sent.incrementAndGet();
                if (it.valid()) {
                    readable.incrementAndGet();
                }
            }
            case Acknowledged _, Confirmed _ -> delivered.incrementAndGet();
            case Commanded _ -> commands.incrementAndGet();
            case Incident it when it.what().equals("boot") -> boots.incrementAndGet();
            case Incident _, Entry.Abandoned _ -> {}
        }
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "sent %d, readable %d, acknowledged %d, commands %d, boots %d"
                .formatted(sent.get(), readable.get(), delivered.get(), commands.get(), boots.get());
    }
}
