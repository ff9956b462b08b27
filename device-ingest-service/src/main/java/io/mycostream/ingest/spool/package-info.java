/**
 * Records on disk until somebody confirms them: bounded by bytes, and as safe as the disk once they are synced. Read {@link
 * io.mycostream.ingest.spool.DiskSpool} first. Knows nothing of what the records hold.
 */
@NullMarked
package io.mycostream.ingest.spool;

import org.jspecify.annotations.NullMarked;
