/**
 * Who is talking on a device link, and whether something it said was lost or said twice.
 *
 * <p>{@link io.mycostream.ingest.device.LinkIdentity} follows the greetings, {@link
 * io.mycostream.ingest.device.SequenceTracker} the counters. Both belong to one link and to its thread. {@link
 * io.mycostream.ingest.device.CounterEpochs} remembers the counters of all links beyond the end of the process.
 */
@NullMarked
package io.mycostream.ingest.device;

import org.jspecify.annotations.NullMarked;
