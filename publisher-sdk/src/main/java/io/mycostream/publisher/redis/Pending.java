package io.mycostream.publisher.redis;

import io.mycostream.publisher.PublishException;
import io.mycostream.publisher.Published;
import io.mycostream.publisher.wire.Position;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A publication that is written but not confirmed, and the promise its caller holds. */
final class Pending {

    private final String channel;
    private final String messageId;
    private final byte[] envelope;
    private final CompletableFuture<Published> confirmation = new CompletableFuture<>();

    Pending(String channel, String messageId, byte[] envelope) {
        this.channel = channel;
        this.messageId = messageId;
        this.envelope = envelope;
    }

    String channel() {
        return channel;
    }

    /** The JSON text in UTF-8. */
    byte[] envelope() {
        return envelope;
    }

    CompletableFuture<Published> confirmation() {
        return confirmation;
    }

    /** Whether nobody has cancelled it. */
    boolean isWanted() {
        return !confirmation.isDone();
    }

    void confirm(Position position) {
        confirmation.complete(new Published(channel, messageId, position));
    }

    void fail(String reason, @Nullable Throwable cause) {
        fail(reason, cause, false);
    }

    /** Redis refuses it, and everything else on this channel. */
    void failChannel(String reason, Throwable cause) {
        fail(reason, cause, true);
    }

    private void fail(String reason, @Nullable Throwable cause, boolean channelRefused) {
        confirmation.completeExceptionally(new PublishException(
                "publication " + messageId + " on " + channel + " was not confirmed: " + reason,
                cause,
                channelRefused));
    }
}
