/** Configuration, wiring, health. */
@NullMarked
package io.mycostream.ingest.app;

import org.jspecify.annotations.NullMarked;
