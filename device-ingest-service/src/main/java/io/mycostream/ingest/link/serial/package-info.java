/**
 * A serial line: open, read, reopen after unplugging. Read {@link SerialLink} first; only {@link OpenPort} and what it
 * needs know the serial driver.
 */
@NullMarked
package io.mycostream.ingest.link.serial;

import org.jspecify.annotations.NullMarked;
