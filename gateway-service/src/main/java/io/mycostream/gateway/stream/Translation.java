package io.mycostream.gateway.stream;

import org.jspecify.annotations.Nullable;

/**
 * A publication as one dialect reads it. The key is known at once, the message is put into words only when some session
 * wants it, and then once for all of them.
 */
public interface Translation {

    /** What the publication is about, compared with {@link Subscription#key()}; null when the dialect has no keys. */
    @Nullable
    String key();

    /** Puts the publication into the dialect's words. */
    Message message();
}
