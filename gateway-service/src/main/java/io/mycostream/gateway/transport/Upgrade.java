package io.mycostream.gateway.transport;

import io.mycostream.gateway.limit.Lease;
import io.netty.channel.Channel;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Stands at the handshake of every WebSocket: decides about the request, keeps the verdict and the Netty channel for the
 * endpoint, and puts the guard of inbound frames into the pipeline. The place of whoever is let in is given back when the
 * connection ends, or when no WebSocket comes of it.
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
    /** Gives the place back unless cancelled. */
    static final TypedKey<ScheduledFuture<?>> UNOPENED = new TypedKey<>("unopened");

    private static final int NOBODY_IS_LEFT_TO_READ_THIS = 400;

    /** From the verdict to the open WebSocket it is a matter of milliseconds. */
    private static final long OPENING_SECONDS = 4;

    /** Those that Vert.x answers with 101. */
    private static final Set<String> VERSIONS = Set.of("13", "8", "7");

    private final Admission admission;
    private final InboundLimits limits;

    Upgrade(Admission admission, InboundLimits limits) {
        this.admission = admission;
        this.limits = limits;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        String version = request.getHeader("Sec-WebSocket-Version");
        if (version == null || !VERSIONS.contains(version)) {
            // what follows answers it with an error, and no connection comes of it that could hold a place
            return CheckResult.permitUpgrade();
        }
        return Uni.createFrom()
                .completionStage(() -> admission
                        .admit(request, context.endpointId(), context.endpointId())
                        .toCompletionStage())
                .map(verdict -> prepare(request, context.userData(), verdict));
    }

    private CheckResult prepare(HttpServerRequest request, UserData userData, Verdict verdict) {
        // the channel is reachable only through this class of Vert.x' own
        Channel channel = ((ConnectionBase) request.connection()).channel();
        if (verdict instanceof Verdict.Admitted admitted) {
            Lease lease = admitted.lease();
            // at once when it is closed already
            channel.closeFuture().addListener(_ -> lease.release());
            userData.put(UNOPENED, channel.eventLoop().schedule(lease::release, OPENING_SECONDS, TimeUnit.SECONDS));
        }
        if (!channel.isActive()) {
            return CheckResult.rejectUpgradeSync(NOBODY_IS_LEFT_TO_READ_THIS);
        }
        InboundFrames inbound = new InboundFrames(limits.maxMessageBytes(), limits.framesPerSecond());
        channel.pipeline().addBefore("handler", null, inbound);
        userData.put(VERDICT, verdict);
        userData.put(CHANNEL, channel);
        userData.put(LAST_EVENT_ID, LastEventId.of(request));
        userData.put(INBOUND, inbound);
        return CheckResult.permitUpgradeSync();
    }
}
