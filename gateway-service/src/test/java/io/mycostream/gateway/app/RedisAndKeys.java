package io.mycostream.gateway.app;

import io.mycostream.local.RedisServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the gateway stands on in these tests: a real Redis, and a key of our own that its tokens are signed with. */
public final class RedisAndKeys implements QuarkusTestResourceLifecycleManager {

    private @Nullable RedisServer redis;

    @Override
    public Map<String, String> start() {
        KeyPair keys = rsaKeys();
        RedisServer started = RedisServer.start();
        redis = started;
        // the key itself and not its location, because Quarkus puts a key of its own beside a location in tests
        return Map.of(
                "quarkus.redis.hosts", started.uri(),
                "mp.jwt.verify.publickey", pem("PUBLIC KEY", keys.getPublic()),
                "mp.jwt.verify.issuer", Tokens.ISSUER,
                "smallrye.jwt.sign.key", pem("PRIVATE KEY", keys.getPrivate()),
                // the publishers' client warns of each connection that an outage has cost it
                "quarkus.log.category.\"redis.clients.jedis\".level", "ERROR");
    }

    static KeyPair rsaKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static String pem(String kind, Key key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n";
    }

    /** Gives the server to those tests that hold it still or kill it. */
    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(redis, new TestInjector.MatchesType(RedisServer.class));
    }

    @Override
    public void stop() {
        if (redis != null) {
            redis.close();
        }
    }
}
