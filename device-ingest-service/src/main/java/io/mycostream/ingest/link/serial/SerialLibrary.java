package io.mycostream.ingest.link.serial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Puts the driver's native library where nobody else can write before the driver is used.
 *
 * <p>Left to itself jSerialComm unpacks it to, and later loads it from, {@code /tmp/jSerialComm}, readable and writable by
 * everyone: each user of the machine could have this service run their code.
 */
final class SerialLibrary {

    private static final String PLACE = "jSerialComm.library.path";
    private static final String FILE = "libjSerialComm.so";

    private SerialLibrary() {}

    /**
     * Runs the first use of the driver with its library in a private folder, which is removed afterwards: a loaded library
     * needs no file. On a system we bring no library for, the driver looks for one itself.
     */
    static void loadPrivately(Runnable firstUse) throws IOException {
        String architecture = architecture();
        if (architecture == null || System.getProperty(PLACE) != null) {
            firstUse.run();
            return;
        }
        Path folder = Files.createTempDirectory("mycostream-serial-");
        Path file = folder.resolve(FILE);
        try (InputStream library = SerialLibrary.class.getResourceAsStream("/Linux/" + architecture + "/" + FILE)) {
            if (library != null) {
                Files.copy(library, file);
                System.setProperty(PLACE, folder.toString());
            }
            firstUse.run();
        } finally {
            System.clearProperty(PLACE);
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    /** How the driver's jar spells this machine's processor; null when it is not a Linux we know. */
    private static @Nullable String architecture() {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")) {
            return null;
        }
        return switch (System.getProperty("os.arch", "")) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "armv8_64";
            default -> null;
        };
    }
}
