package io.mycostream.ingest.link.mqtt;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where boards may connect, and what they may do.
 *
 * @param credentials what a client has to say; without it everybody is let in
 * @param anonymous whether a client that says nothing is let in all the same
 * @param maxClients most clients at once
 * @param maxBytes largest packet
 * @param ratePerSecond most messages of one client in a second
 * @param inFlight most unacknowledged messages of one client
 * @param connectTimeout how long a connection may be open without its first packet; whole seconds
 * @param ackTimeout after how long with an unsettled message a client is ended, so that it sends the message again
 * @param tls certificate and private key (PEM), for clients that expect TLS
 * @param maySubscribe which topics clients may listen to
 */
public record ListenerSettings(
        ListenAddress address,
        Optional<Credentials> credentials,
        boolean anonymous,
        int maxClients,
        int maxBytes,
        int ratePerSecond,
        int inFlight,
        Duration connectTimeout,
        Duration ackTimeout,
        Optional<Tls> tls,
        Predicate<String> maySubscribe) {

    /** Name and password. */
    public record Credentials(String username, String password) {

        @Override
        public String toString() {
            return username;
        }
    }

    /** Certificate and private key, PEM files. */
    public record Tls(Path certificate, Path key) {}
}
