package io.mycostream.local;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import redis.embedded.core.ExecutableProvider;

/** Where a {@code redis-server} to run is found. */
enum RedisExecutable {
    /** The first one on the PATH; the bundled one where there is none. */
    INSTALLED_OR_BUNDLED {
        @Override
        Path locate(Path folder) throws IOException {
            Optional<Path> installed =
                    onPath(Optional.ofNullable(System.getenv("PATH")).orElse(""));
            return installed.isPresent() ? installed.get() : BUNDLED.locate(folder);
        }
    },
    /** The one that embedded-redis carries for this operating system and processor, a Redis 6.2. */
    BUNDLED {
        @Override
        Path locate(Path folder) throws IOException {
            return ExecutableProvider.newJarResourceProvider(folder.toFile())
                    .get()
                    .toPath();
        }
    };

    /**
     * Returns the file to run.
     *
     * @param folder where a bundled one may be unpacked
     */
    abstract Path locate(Path folder) throws IOException;

    /** Looks through a PATH as a shell does. */
    static Optional<Path> onPath(String path) {
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isRegularFile)
                .filter(Files::isExecutable)
                .findFirst();
    }
}
