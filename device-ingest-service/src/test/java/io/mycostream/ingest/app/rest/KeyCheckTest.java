package io.mycostream.ingest.app.rest;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.local.TokenIssuer;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyCheckTest {

    private static final String LOCATION = "mp.jwt.verify.publickey.location";

    @Test
    void refusesAKeyThatIsNotThere() {
        assertThatThrownBy(() -> start(Map.of(LOCATION, "file:/nowhere/key.pem")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(LOCATION + " names nothing that can be read: file:/nowhere/key.pem");
    }

    @Test
    void takesAKeyThatIsThereAndNone(@TempDir Path folder) throws IOException {
        String key = TokenIssuer.generate("the-lab", "ADMIN", folder)
                .publicKey()
                .toUri()
                .toString();

        assertThatCode(() -> start(Map.of(LOCATION, key))).doesNotThrowAnyException();
        assertThatCode(() -> start(Map.of(LOCATION, "https://id.example.org/keys")))
                .doesNotThrowAnyException();
        assertThatCode(() -> start(Map.of())).doesNotThrowAnyException();
    }

    private static void start(Map<String, String> settings) {
        new KeyCheck(new SmallRyeConfigBuilder()
                        .withSources(new PropertiesConfigSource(settings, "test", 100))
                        .build())
                .started(new StartupEvent());
    }
}
