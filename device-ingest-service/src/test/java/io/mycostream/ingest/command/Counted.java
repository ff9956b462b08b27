package io.mycostream.ingest.command;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts in memory. */
final class Counted implements CommandCounts {

    final AtomicInteger ended = new AtomicInteger();
    final AtomicInteger repeated = new AtomicInteger();
    final AtomicInteger duplicates = new AtomicInteger();
    final AtomicInteger unclaimed = new AtomicInteger();
    final AtomicInteger acknowledged = new AtomicInteger();
    final AtomicInteger passedOver = new AtomicInteger();

    @Override
    public void ended(CommandResult result) {
        ended.incrementAndGet();
    }

    @Override
    public void repeated() {
        repeated.incrementAndGet();
    }

    @Override
    public void duplicate() {
        duplicates.incrementAndGet();
    }

    @Override
    public void unclaimed() {
        unclaimed.incrementAndGet();
    }

    @Override
    public void acknowledged(boolean taken) {
        acknowledged.incrementAndGet();
    }

    @Override
    public void passedOver() {
        passedOver.incrementAndGet();
    }
}
