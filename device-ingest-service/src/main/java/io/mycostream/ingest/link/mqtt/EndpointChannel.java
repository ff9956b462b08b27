package io.mycostream.ingest.link.mqtt;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.mqtt.MqttEndpoint;
import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The channel under an endpoint of Vert.x. The endpoint sends each packet by itself, with a system call of its own; on the
 * channel all acknowledgements that are due together leave in one.
 */
final class EndpointChannel {

    private EndpointChannel() {}

    /** Returns the channel; nothing when it cannot be found. To be called on its event loop. */
    static Optional<Channel> of(MqttEndpoint endpoint) {
        ContextInternal context = ContextInternal.current();
        EventLoop loop = context == null ? null : context.nettyEventLoop();
        if (loop instanceof SingleThreadEventLoop channels) {
            for (Iterator<Channel> each = channels.registeredChannelsIterator(); each.hasNext(); ) {
                Channel channel = each.next();
                if (isOf(channel, endpoint)) {
                    return Optional.of(channel);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isOf(Channel channel, MqttEndpoint endpoint) {
        return isSame(channel.remoteAddress(), endpoint.remoteAddress())
                && isSame(channel.localAddress(), endpoint.localAddress());
    }

    private static boolean isSame(java.net.@Nullable SocketAddress one, @Nullable SocketAddress other) {
        return other != null
                && one instanceof InetSocketAddress address
                && address.getPort() == other.port()
                && address.getAddress() != null
                && address.getAddress().getHostAddress().equals(other.hostAddress());
    }
}
