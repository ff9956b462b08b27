package io.mycostream.ingest.link.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.link.mqtt.ListenerSettings.Credentials;
import io.mycostream.local.SelfSigned;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;

/** The listener of one test, which lets ten clients in without a name where the test says nothing else. */
final class ListenerBench implements AutoCloseable {

    static final String TOPIC = "mycobrain/m1/telemetry";

    /** The one topic that clients may listen to. */
    static final String COMMANDS = "mycobrain/m1/commands";

    final LinkCounters counters = new LinkCounters();

    private final Vertx vertx = Vertx.vertx();
    private int port;
    private Optional<Credentials> credentials = Optional.empty();
    private int clients = 10;
    private int ratePerSecond = 100;
    private int inFlight = 10;
    private Optional<ListenerSettings.Tls> tls = Optional.empty();

    @SuppressWarnings("NullAway.Init") // by start
    private BoardListener listener;

    /** The port to listen at; without it one that is free. */
    ListenerBench port(int taken) {
        port = taken;
        return this;
    }

    /** Lets in who says these, and nobody else. */
    ListenerBench credentials(String username, String password) {
        credentials = Optional.of(new Credentials(username, password));
        return this;
    }

    ListenerBench clients(int most) {
        clients = most;
        return this;
    }

    ListenerBench ratePerSecond(int most) {
        ratePerSecond = most;
        return this;
    }

    ListenerBench inFlight(int most) {
        inFlight = most;
        return this;
    }

    ListenerBench tls(SelfSigned own) {
        tls = Optional.of(new ListenerSettings.Tls(own.certificate(), own.key()));
        return this;
    }

    /** Starts the listener, and returns who hears what it is told. */
    Heard start(Heard heard) {
        listener = BoardListener.start(
                vertx,
                new ListenerSettings(
                        new ListenAddress("127.0.0.1", port),
                        credentials,
                        credentials.isEmpty(),
                        clients,
                        4096,
                        ratePerSecond,
                        inFlight,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        tls,
                        COMMANDS::equals),
                heard,
                counters);
        return heard;
    }

    BoardListener listener() {
        return listener;
    }

    /**
     * A connection on which nothing has been said.
     *
     * @param version 4 for MQTT 3.1.1, or 5
     */
    RawClient client(int version) {
        return new RawClient(listener.port(), version);
    }

    /**
     * A client that is welcome, with the client id {@code m1}.
     *
     * @param version 4 for MQTT 3.1.1, or 5
     */
    RawClient board(int version) {
        RawClient board = client(version);
        assertThat(board.connect("m1")).as("0 is a welcome").isZero();
        return board;
    }

    @Override
    public void close() {
        if (listener != null) {
            listener.close();
        }
        vertx.close();
    }
}
