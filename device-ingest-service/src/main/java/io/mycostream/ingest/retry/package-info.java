/** How long to wait before trying again. Knows nothing of what is tried. */
@NullMarked
package io.mycostream.ingest.retry;

import org.jspecify.annotations.NullMarked;
