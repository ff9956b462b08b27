/**
 * The port a device is heard and spoken to through. Bytes pass here and are not understood here; {@code mdp} does that. Read {@link
 * DeviceLink} first.
 */
@NullMarked
package io.mycostream.ingest.link;

import org.jspecify.annotations.NullMarked;
