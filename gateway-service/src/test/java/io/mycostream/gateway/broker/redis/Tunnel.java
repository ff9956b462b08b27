package io.mycostream.gateway.broker.redis;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The network between a gateway and its Redis, with its ways of failing that leave both sides without a word. */
final class Tunnel {

    private final NetServer server;
    private final Queue<NetSocket> ends = new ConcurrentLinkedQueue<>();
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile boolean swallowsNewOnes;

    private Tunnel(Vertx vertx, int redisPort) throws Exception {
        server = vertx.createNetServer().connectHandler(near -> {
            if (swallowsNewOnes) {
                swallowed.incrementAndGet();
                near.handler(_ -> {});
                return;
            }
            near.pause();
            vertx.createNetClient()
                    .connect(redisPort, "127.0.0.1")
                    .onFailure(_ -> near.close())
                    .onSuccess(far -> join(near, far));
        });
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static Tunnel to(Vertx vertx, int redisPort) throws Exception {
        return new Tunnel(vertx, redisPort);
    }

    private void join(NetSocket near, NetSocket far) {
        ends.add(near);
        ends.add(far);
        near.handler(far::write).closeHandler(_ -> far.close());
        far.handler(near::write).closeHandler(_ -> near.close());
        near.resume();
    }

    int port() {
        return server.actualPort();
    }

    /** Whether connections made from now on are taken and never answered. */
    void swallowNewOnes(boolean swallowing) {
        swallowsNewOnes = swallowing;
    }

    /** Connections that were taken and never answered, so far. */
    int swallowed() {
        return swallowed.get();
    }

    /** From now on nothing passes through the connections that are open; new ones work. */
    void swallow() {
        for (NetSocket end = ends.poll(); end != null; end = ends.poll()) {
            end.handler(_ -> {}).closeHandler(_ -> {});
        }
    }
}
