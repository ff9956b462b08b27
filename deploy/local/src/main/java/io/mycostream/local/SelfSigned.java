package io.mycostream.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A certificate that vouches for itself, valid until tomorrow, and its private key: PEM files. Whoever is to trust it is given
 * the certificate.
 */
public record SelfSigned(Path certificate, Path key) {

    private static final String PASSWORD = "changeit";
    private static final String ALIAS = "own";
    private static final int KEYTOOL_LIMIT_SECONDS = 20;

    /**
     * Makes one.
     *
     * @param folder where the files are written
     * @param name what the files are called, before their endings
     * @param names whom it is for, for example {@code dns:localhost,ip:127.0.0.1}
     */
    public static SelfSigned make(Path folder, String name, String names) {
        try {
            KeyStore store = generate(folder.resolve(name + ".p12"), names);
            Path certificate = writePem(
                    folder.resolve(name + ".crt"),
                    "CERTIFICATE",
                    store.getCertificate(ALIAS).getEncoded());
            Key secret = store.getKey(ALIAS, PASSWORD.toCharArray());
            return new SelfSigned(
                    certificate, writePem(folder.resolve(name + ".key"), "PRIVATE KEY", secret.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("no certificate could be made in " + folder, e);
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
}
