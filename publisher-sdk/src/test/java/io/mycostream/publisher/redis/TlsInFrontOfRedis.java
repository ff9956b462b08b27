package io.mycostream.publisher.redis;

import io.mycostream.local.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

/** Speaks TLS to clients and hands what they say to a Redis that does not. */
final class TlsInFrontOfRedis implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final RedisServer redis;
    private final KeyStore keys;
    private final SSLServerSocket listener;

    /**
     * Starts listening.
     *
     * @param name what the certificate is for, as keytool writes it, for example {@code ip:127.0.0.1}
     */
    TlsInFrontOfRedis(RedisServer redis, Path folder, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        this.redis = redis;
        this.keys = newKeys(folder.resolve("keys.p12"), name);
        KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keyManagers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers.getKeyManagers(), null, null);
        this.listener = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String uri() {
        return "rediss://127.0.0.1:" + listener.getLocalPort();
    }

    /** Trusts this server's certificate and no other. */
    SSLContext trust() throws GeneralSecurityException {
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trustManagers.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trustManagers.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), redis.port());
                Thread.ofVirtual().start(() -> copy(client, server));
                Thread.ofVirtual().start(() -> copy(server, client));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // one of the two is gone, and so is the other
        }
    }

    /** A key and a certificate signed by itself; it is also entered as trusted, so that one file serves both sides. */
    private static KeyStore newKeys(Path file, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        keytool(file, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=redis", "-ext", "san=" + name);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        keys.setCertificateEntry("trusted", keys.getCertificate("server"));
        return keys;
    }

    private static void keytool(Path file, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.command().addAll(List.of(arguments));
        keytool.command()
                .addAll(List.of(
                        "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", new String(PASSWORD)));
        Process process = keytool.inheritIO().start();
        if (process.waitFor() != 0) {
            throw new IOException("keytool failed");
        }
    }
}
