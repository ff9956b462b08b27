package io.mycostream.publisher.redis;

/** Redis cannot be reached, or did not answer in time. Says where and why. */
final class RedisAwayException extends Exception {

    RedisAwayException(String message, Throwable cause) {
        super(message, cause);
    }

    /** The message, which is never null here. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
