package io.mycostream.ingest.link.mqtt;

import io.mycostream.ingest.link.mqtt.BrokerSettings.Tls;
import io.mycostream.ingest.retry.Backoff;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.impl.NetSocketInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A client of an MQTT broker that is always there or on its way back.
 *
 * <p>The broker keeps its session, so that what boards publish while we are away waits there. A message is acknowledged when
 * it is settled; one that is not is sent again by the broker, to us after a new connection or to another member of the group.
 * Attempts to connect are spaced by growing, jittered pauses; a connection has to last for a while before they are short
 * again, so that neither two processes of one client id nor a broker that ends what it lets in make a storm.
 */
public final class BrokerLink implements MqttLink {

    private static final Logger LOG = Logger.getLogger(BrokerLink.class);

    /** A connection that lasted as long is no attempt any more. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** How often per keep-alive the connection is looked after. */
    private static final int TICKS = 3;

    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final BrokerSettings settings;
    private final Backoff backoff;
    private final Listener listener;
    private final BrokerTrouble words;
    private final LinkCounters counters;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Context context;
    private final NetClient client;
    private @Nullable BrokerSession session;
    private volatile @Nullable String trouble = "not connected yet";
    private String logged = "";

    private BrokerLink(
            Vertx vertx, BrokerSettings settings, Backoff backoff, Listener listener, LinkCounters counters) {
        this.counters = counters;
        this.vertx = vertx;
        this.settings = settings;
        this.backoff = backoff;
        this.listener = listener;
        this.words = new BrokerTrouble(settings);
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createNetClient(options(settings));
    }

    /**
     * Starts to connect; returns at once.
     *
     * @param backoff pauses between attempts; this link's own
     */
    public static BrokerLink start(
            Vertx vertx, BrokerSettings settings, Backoff backoff, Listener listener, LinkCounters counters) {
        BrokerLink link = new BrokerLink(vertx, settings, backoff, listener, counters);
        link.context.runOnContext(_ -> link.connect());
        return link;
    }

    private static NetClientOptions options(BrokerSettings settings) {
        NetClientOptions options = new NetClientOptions()
                .setConnectTimeout((int) settings.connectTimeout().toMillis())
                .setTcpNoDelay(true);
        if (settings.address().tls()) {
            options.setSsl(true)
                    .setHostnameVerificationAlgorithm("HTTPS")
                    .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            Tls tls = settings.tls();
            tls.authorities()
                    .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
            if (tls.certificate().isPresent() && tls.key().isPresent()) {
                options.setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().get().toString())
                        .setKeyPath(tls.key().get().toString()));
            }
        }
        return options;
    }

    private void connect() {
        if (closing.get()) {
            return;
        }
        BrokerAddress address = settings.address();
        try {
            client.connect(address.port(), address.host()).onComplete(this::connected);
        } catch (RuntimeException e) {
            // a certificate that cannot be read, for one
            ended(words.of(e), System.nanoTime());
        }
    }

    private void connected(AsyncResult<NetSocket> attempt) {
        if (attempt.failed()) {
            ended(words.of(attempt.cause()), System.nanoTime());
        } else if (closing.get()) {
            attempt.result().close();
        } else {
            Connection owner = new Connection();
            BrokerSession opened = new BrokerSession(settings, (NetSocketInternal) attempt.result(), owner, counters);
            session = opened;
            owner.tick(settings.keepAlive());
            opened.open();
        }
    }

    private void ended(String reason, long since) {
        if (closing.get()) {
            return;
        }
        counters.interrupt();
        trouble = reason;
        if (!reason.equals(logged)) {
            logged = reason;
            LOG.warnf("mqtt broker cannot be used, it is tried again until it can link=%s: %s", name(), reason);
        }
        if (System.nanoTime() - since > STABLE.toNanos()) {
            backoff.reset();
        }
        vertx.setTimer(Math.max(1, backoff.next().toMillis()), _ -> connect());
    }

    @Override
    public String name() {
        return settings.address().toString();
    }

    @Override
    public CompletionStage<Boolean> publish(String topic, byte[] body) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        context.runOnContext(_ -> {
            BrokerSession current = session;
            if (current == null) {
                outcome.complete(false);
            } else {
                current.publish(topic, body).thenAccept(outcome::complete);
            }
        });
        return outcome;
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        context.runOnContext(_ -> {
            BrokerSession current = session;
            if (current != null) {
                current.leave();
            }
            client.close();
            closed.complete(null);
        });
        Waiting.atMost(CLOSE_LIMIT, closed);
    }

    /** What one connection tells. */
    private final class Connection implements BrokerSession.Owner {

        private final long since = System.nanoTime();
        private long timer = NO_TIMER;
        private boolean welcome;

        /** Has the session looked after, a few times per keep-alive. */
        private void tick(Duration keepAlive) {
            vertx.cancelTimer(timer);
            timer = vertx.setPeriodic(Math.max(1, keepAlive.toMillis() / TICKS), _ -> {
                BrokerSession current = session;
                if (current != null) {
                    current.tick();
                }
            });
        }

        @Override
        public void welcomed(boolean resumed, Duration keepAlive) {
            welcome = true;
            if (!keepAlive.equals(settings.keepAlive())) {
                tick(keepAlive);
            }
            counters.connect();
            LOG.infof("mqtt broker connected link=%s client=%s sessionKept=%s", name(), settings.clientId(), resumed);
        }

        @Override
        public void subscribed(List<String> refused) {
            trouble = null;
            if (refused.isEmpty()) {
                logged = "";
            } else {
                LOG.warnf("mqtt broker link=%s: %s", name(), words.ofRefusedSubscriptions(refused));
            }
        }

        @Override
        public void received(Delivery delivery, byte[] body) {
            if (!closing.get()) {
                listener.received(delivery, body);
            }
        }

        @Override
        public void ended(String reason) {
            vertx.cancelTimer(timer);
            session = null;
            if (welcome) {
                counters.disconnect();
            }
            BrokerLink.this.ended(reason, since);
        }
    }
}
