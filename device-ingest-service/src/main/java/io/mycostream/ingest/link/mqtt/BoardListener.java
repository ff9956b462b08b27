package io.mycostream.ingest.link.mqtt;

import io.mycostream.ingest.link.mqtt.LinkCounters.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * What boards connect to when there is no broker: MQTT 3.1.1 and 5, all levels of QoS.
 *
 * <p>It is the end of the way and no broker: nothing one client says reaches another, nothing is retained, and no session
 * outlives its connection; a client that returns subscribes again and sends again what was not acknowledged. Clients may
 * subscribe to topics on which boards are told something, and to nothing else.
 *
 * <p>One event loop serves all clients.
 */
public final class BoardListener implements MqttLink {

    /** Thousands of acknowledgements, and any command. */
    private static final int SEND_BUFFER_BYTES = 1 << 16;

    private static final Logger LOG = Logger.getLogger(BoardListener.class);

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_CLIENT_ID = 256;
    private static final long TICK_MILLIS = 1000;

    private final Vertx vertx;
    private final ListenerSettings settings;
    private final Listener listener;
    private final LinkCounters counters;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Context context;
    private final Executor eventLoop;
    private final MqttServer server;
    private final Map<String, BoardConnection> connections = new HashMap<>();
    private final Owner owner = new Owner();
    private final Door door;
    private long timer;

    private BoardListener(Vertx vertx, ListenerSettings settings, Listener listener, LinkCounters counters) {
        this.counters = counters;
        this.vertx = vertx;
        this.settings = settings;
        this.listener = listener;
        this.door = new Door(settings, counters);
        this.context = vertx.getOrCreateContext();
        this.eventLoop = task -> context.runOnContext(_ -> task.run());
        this.server = MqttServer.create(vertx, options(settings));
    }

    /**
     * Starts to listen, and returns when it does.
     *
     * @throws IllegalStateException if that is not possible; the message says why
     */
    public static BoardListener start(
            Vertx vertx, ListenerSettings settings, Listener listener, LinkCounters counters) {
        BoardListener boards = new BoardListener(vertx, settings, listener, counters);
        CompletableFuture<Void> listening = new CompletableFuture<>();
        boards.context.runOnContext(_ -> boards.listen(listening));
        Throwable failure = Waiting.atMost(LIMIT, listening);
        if (failure != null) {
            throw new IllegalStateException(
                    "cannot listen at " + settings.address() + ": " + failure.getMessage(), failure);
        }
        LOG.infof(
                "mqtt boards are listened for address=%s port=%d anonymous=%s tls=%s",
                settings.address().host(),
                boards.port(),
                settings.anonymous(),
                settings.tls().isPresent());
        return boards;
    }

    private static MqttServerOptions options(ListenerSettings settings) {
        MqttServerOptions options = new MqttServerOptions()
                .setHost(settings.address().host())
                .setPort(settings.address().port())
                .setMaxMessageSize(settings.maxBytes())
                .setMaxClientIdLength(LONGEST_CLIENT_ID)
                .setTimeoutOnConnect((int) settings.connectTimeout().toSeconds());
        // who asks for no keep-alive and loses its power would take a client's place for ever
        options.setTcpKeepAlive(true);
        // the system would keep megabytes of what a client does not read
        options.setSendBufferSize(SEND_BUFFER_BYTES);
        settings.tls()
                .ifPresent(tls -> options.setSsl(true)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(tls.certificate().toString())
                                .setKeyPath(tls.key().toString())));
        return options;
    }

    private void listen(CompletableFuture<Void> listening) {
        // what strangers send is no reason for a stack trace
        context.exceptionHandler(failure -> {
            counters.refuse(Refusal.PROTOCOL);
            LOG.debugf("mqtt client sent what cannot be read: %s", failure.getMessage());
        });
        server.endpointHandler(this::connected);
        server.exceptionHandler(_ -> counters.refuse(Refusal.PROTOCOL));
        server.listen().onComplete(attempt -> {
            if (attempt.succeeded()) {
                timer = vertx.setPeriodic(
                        TICK_MILLIS, _ -> List.copyOf(connections.values()).forEach(BoardConnection::tick));
                listening.complete(null);
            } else {
                listening.completeExceptionally(attempt.cause());
            }
        });
    }

    private void connected(MqttEndpoint endpoint) {
        if (closing.get()) {
            Door.isClosed(endpoint);
            return;
        }
        BoardConnection before = connections.get(endpoint.clientIdentifier());
        if (!door.admits(endpoint, before != null || connections.size() < settings.maxClients())) {
            return;
        }
        if (before != null) {
            before.end("another client has connected with its client id", MqttDisconnectReasonCode.SESSION_TAKEN_OVER);
        }
        BoardConnection connection = new BoardConnection(endpoint, settings, owner, counters, eventLoop);
        connections.put(endpoint.clientIdentifier(), connection);
        counters.connect();
        LOG.debugf("mqtt client connected client=%s from=%s", endpoint.clientIdentifier(), endpoint.remoteAddress());
        connection.open();
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public String name() {
        return "mqtt listener " + settings.address();
    }

    @Override
    public CompletionStage<Boolean> publish(String topic, byte[] body) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        context.runOnContext(_ -> connections.values().stream()
                .filter(connection -> connection.listensTo(topic))
                .map(connection -> connection.publish(topic, body))
                .reduce((one, other) -> one.thenCombine(other, Boolean::logicalOr))
                .orElseGet(() -> CompletableFuture.completedFuture(false))
                .thenAccept(outcome::complete));
        return outcome;
    }

    @Override
    public Optional<String> trouble() {
        return closing.get() ? Optional.of("closed") : Optional.empty();
    }

    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        CompletableFuture<Void> closed = new CompletableFuture<>();
        context.runOnContext(_ -> {
            vertx.cancelTimer(timer);
            List.copyOf(connections.values())
                    .forEach(connection ->
                            connection.end("the service ends", MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
            server.close().onComplete(_ -> closed.complete(null));
        });
        Waiting.atMost(LIMIT, closed);
    }

    /** What connections tell. The end of this service is no end of a board: nobody is told of it. */
    private final class Owner implements BoardConnection.Owner {

        @Override
        public void received(Delivery delivery, byte[] body) {
            if (!closing.get()) {
                listener.received(delivery, body);
            }
        }

        @Override
        public void ended(BoardConnection connection, String reason) {
            counters.disconnect();
            connections.remove(connection.client(), connection);
            if (!closing.get()) {
                LOG.debugf("mqtt client gone client=%s: %s", connection.client(), reason);
                listener.left(connection.client(), reason);
            }
        }
    }
}
