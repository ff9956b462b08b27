package io.mycostream.publisher;

import org.jspecify.annotations.Nullable;

/**
 * A publication was not confirmed.
 *
 * <p>It may have arrived all the same, when the connection was lost between the publication and its confirmation. The
 * message says which publication, where and why; it never holds the data.
 */
public final class PublishException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean channelRefused;

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
        this(message, cause, false);
    }

    /**
     * Says what happened, why, and whether it happens to this channel alone.
     *
     * @param cause null when there is none
     */
    public PublishException(String message, @Nullable Throwable cause, boolean channelRefused) {
        super(message, cause);
        this.channelRefused = channelRefused;
    }

    /**
     * Whether Redis is there and refuses this channel, for everything that is published to it: the user has no right to it, or
     * something else stands where its history is kept. Other channels need not be concerned.
     */
    public boolean isChannelRefused() {
        return channelRefused;
    }
}
