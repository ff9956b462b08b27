package io.mycostream.gateway.transport;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * The time that a client has for our last words. Who does not take them, because it reads nothing or is no longer there,
 * would hold its connection, and the memory behind it, for as long as it likes.
 */
final class Farewell {

    private static final long SECONDS = 5;

    private Farewell() {}

    /** Cuts the connection when it is not closed in time. */
    static void before(Channel channel) {
        before(channel, () -> cut(channel));
    }

    /** Has something else done when the time is over. */
    static void before(Channel channel, Runnable cut) {
        channel.eventLoop().schedule(cut, SECONDS, TimeUnit.SECONDS);
    }

    /** Ends the connection below Vert.x, which would wait until everything has been written. */
    static void cut(Channel channel) {
        if (channel.isActive()) {
            channel.pipeline().firstContext().close();
        }
    }
}
