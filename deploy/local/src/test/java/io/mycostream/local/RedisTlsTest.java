package io.mycostream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RedisTlsTest {

    @TempDir
    private Path folder;

    @Test
    void answersWhomTrustsItsCertificate() throws Exception {
        Optional<RedisTls> started = RedisTls.start(folder);
        assumeThat(started)
                .as("a redis-server that was built with TLS, as the bundled one and Debian's package are")
                .isPresent();
        try (RedisTls redis = started.orElseThrow()) {
            URI uri = URI.create(redis.uri());
            try (Socket socket =
                    trusting(redis.certificate()).getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
                socket.getOutputStream().write("PING\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("+PONG\r\n+OK\r\n");
            }
            assertThat(redis.server().ask("PING")).isEqualTo("+PONG\r\n");
        }
    }

    private static SSLContext trusting(Path certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificate)) {
            trusted.setCertificateEntry(
                    "redis", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
