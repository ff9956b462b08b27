package io.mycostream.local;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A {@code redis-server} with TLS and a certificate of its own making, valid until tomorrow, for {@code localhost}
 * and 127.0.0.1 unless it is to be for somebody else; it asks clients for none. It ends with this JVM.
 */
public final class RedisTls implements AutoCloseable {

    private final RedisServer server;
    private final int port;
    private final Path certificate;

    private RedisTls(RedisServer server, int port, Path certificate) {
        this.server = server;
        this.port = port;
        this.certificate = certificate;
    }

    /**
     * Starts one, if the {@code redis-server} of the PATH, or else the bundled one, was built with TLS.
     *
     * @param folder where certificate and key are written
     * @return empty if it was built without
     */
    public static Optional<RedisTls> start(Path folder) {
        return start(folder, "dns:localhost,ip:127.0.0.1");
    }

    /**
     * Like {@link #start(Path)}, but the certificate is for somebody else.
     *
     * @param names whom it is for, for example {@code dns:redis.example.org}
     */
    public static Optional<RedisTls> start(Path folder, String names) {
        SelfSigned certificate = SelfSigned.make(folder, "redis", names);
        return startWith(certificate.certificate(), certificate.key());
    }

    private static Optional<RedisTls> startWith(Path certificate, Path key) {
        int port = FreePort.find();
        try {
            RedisServer server = RedisServer.start(RedisCommandLine.emptyAtStart(
                    RedisExecutable.INSTALLED_OR_BUNDLED,
                    "--tls-port",
                    Integer.toString(port),
                    "--tls-cert-file",
                    certificate.toString(),
                    "--tls-key-file",
                    key.toString(),
                    "--tls-auth-clients",
                    "no"));
            return Optional.of(new RedisTls(server, port, certificate));
        } catch (IllegalStateException refused) {
            if (String.valueOf(refused.getMessage()).contains("Bad directive")) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Where clients find it, for example {@code rediss://localhost:17001}. */
    public String uri() {
        return "rediss://localhost:" + port;
    }

    /** The certificate to trust, as a PEM file. */
    public Path certificate() {
        return certificate;
    }

    /** The server itself, which also listens without TLS on a port of its own. */
    public RedisServer server() {
        return server;
    }

    @Override
    public void close() {
        server.close();
    }
}
