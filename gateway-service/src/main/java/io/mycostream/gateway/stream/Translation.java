package io.mycostream.gateway.stream;

import java.util.List;
import java.util.Optional;

/**
 * A publication as one dialect reads it. What it is about is known at once, the message is put into words only when some
 * session wants it, and then once for all of them.
 */
public interface Translation {

    /**
     * What the publication is about, compared with {@link Subscription#key()}: each once, the most telling first; empty when
     * it is for those only who want everything.
     */
    List<String> keys();

    /**
     * Puts the publication into the dialect's words.
     *
     * @return empty when it is not to be told as it is; the conversations {@linkplain Conversation#heard hear} it all the same
     */
    Optional<Message> message();
}
