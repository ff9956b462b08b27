package io.mycostream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A {@code redis-server} with TLS and a certificate of its own making, valid until tomorrow, for {@code localhost}
 * and 127.0.0.1 unless it is to be for somebody else; it asks clients for none. It ends with this JVM.
 */
public final class RedisTls implements AutoCloseable {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "redis";
    private static final int KEYTOOL_LIMIT_SECONDS = 20;

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
        try {
            KeyStore store = generate(folder.resolve("redis.p12"), names);
            Path certificate = writePem(
                    folder.resolve("redis.crt"),
                    "CERTIFICATE",
                    store.getCertificate(ALIAS).getEncoded());
            Key secret = store.getKey(ALIAS, PASSWORD.toCharArray());
            Path key = writePem(folder.resolve("redis.key"), "PRIVATE KEY", secret.getEncoded());
            return startWith(certificate, key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate could be made in " + folder, e);
        }
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

    private static KeyStore generate(Path file, String names) throws IOException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-validity",
                        "1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=" + names)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!keytool.waitFor(KEYTOOL_LIMIT_SECONDS, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
                keytool.destroyForcibly();
                throw new IOException("keytool failed");
            }
        } catch (InterruptedException e) {
            keytool.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making a certificate", e);
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
    }

    private static Path writePem(Path file, String kind, byte[] content) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.write(file, List.of("-----BEGIN " + kind + "-----", text, "-----END " + kind + "-----"));
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
