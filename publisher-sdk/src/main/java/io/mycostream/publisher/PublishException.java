package io.mycostream.publisher;

import org.jspecify.annotations.Nullable;

/**
 * A publication was not confirmed.
 *
 * <p>It may have arrived all the same, when the connection was lost between the publication and its confirmation. The
 * message says which publication, where and why; it never holds the data.
 */
public final class PublishException extends RuntimeException {

    /** Says what happened when no other exception tells it. */
    public PublishException(String message) {
        this(message, null);
    }

    /**
     * Says what happened, and why.
     *
     * @param cause null when there is none
     */
    public PublishException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
