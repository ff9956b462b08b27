package io.mycostream.publisher.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.local.RedisServer;
import io.mycostream.publisher.PublishException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisPublisherTlsTest {

    private final RedisServer redis = RedisServer.start();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void publishesOverTls(@TempDir Path folder) throws Exception {
        try (TlsInFrontOfRedis tls = new TlsInFrontOfRedis(redis, folder, "ip:127.0.0.1");
                RedisPublisher publisher = RedisPublisher.builder()
                        .uri(tls.uri())
                        .sslContext(tls.trust())
                        .build()) {
            assertThat(publisher.publish("lab:a", Map.of()).position().offset()).isEqualTo(1);
        }
    }

    @Test
    void doesNotTrustACertificateForSomebodyElse(@TempDir Path folder) throws Exception {
        try (TlsInFrontOfRedis tls = new TlsInFrontOfRedis(redis, folder, "dns:somebody.else");
                RedisPublisher publisher = RedisPublisher.builder()
                        .uri(tls.uri())
                        .sslContext(tls.trust())
                        .build()) {
            assertThatThrownBy(() -> publisher.publish("lab:a", Map.of()))
                    .isInstanceOf(PublishException.class)
                    .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1 found");
        }
    }

    @Test
    void doesNotTrustACertificateItDoesNotKnow(@TempDir Path folder) throws Exception {
        try (TlsInFrontOfRedis tls = new TlsInFrontOfRedis(redis, folder, "ip:127.0.0.1");
                RedisPublisher publisher =
                        RedisPublisher.builder().uri(tls.uri()).build()) {
            assertThatThrownBy(() -> publisher.publish("lab:a", Map.of()))
                    .isInstanceOf(PublishException.class)
                    .hasMessageContaining("unable to find valid certification path to requested target");
        }
    }
}
