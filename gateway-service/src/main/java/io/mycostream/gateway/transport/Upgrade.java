package io.mycostream.gateway.transport;

import io.netty.channel.Channel;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;

/**
 * Stands at the handshake of every WebSocket: decides about the request, keeps the verdict and the Netty channel for the
 * endpoint, and puts the guard of inbound frames into the pipeline.
 *
 * <p>Nobody is refused here. A browser cannot read the status of a failed upgrade, so those who are not let in are
 * accepted first and then closed with a code that says why.
 */
@Singleton
public class Upgrade implements HttpUpgradeCheck {

    static final TypedKey<Verdict> VERDICT = new TypedKey<>("verdict");
    static final TypedKey<Channel> CHANNEL = new TypedKey<>("channel");
    static final TypedKey<LastEventId> LAST_EVENT_ID = new TypedKey<>("last-event-id");
    static final TypedKey<InboundFrames> INBOUND = new TypedKey<>("inbound");

    private static final int NOBODY_IS_LEFT_TO_READ_THIS = 400;

    private final Admission admission;
    private final Apis apis;
    private final InboundLimits limits;

    Upgrade(Admission admission, Apis apis, InboundLimits limits) {
        this.admission = admission;
        this.apis = apis;
        this.limits = limits;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        Api api = apis.ofEndpoint(context.endpointId());
        return Uni.createFrom()
                .completionStage(() -> admission.admit(request, api).toCompletionStage())
                .map(verdict -> {
                    // the channel is reachable only through this class of Vert.x' own
                    Channel channel = ((ConnectionBase) request.connection()).channel();
                    if (!channel.isActive()) {
                        return CheckResult.rejectUpgradeSync(NOBODY_IS_LEFT_TO_READ_THIS);
                    }
                    InboundFrames inbound = new InboundFrames(limits.maxMessageBytes(), limits.framesPerSecond());
                    channel.pipeline().addBefore("handler", null, inbound);
                    context.userData().put(VERDICT, verdict);
                    context.userData().put(CHANNEL, channel);
                    context.userData().put(LAST_EVENT_ID, LastEventId.of(request));
                    context.userData().put(INBOUND, inbound);
                    return CheckResult.permitUpgradeSync();
                });
    }
}
