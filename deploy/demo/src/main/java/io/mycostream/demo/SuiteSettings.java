package io.mycostream.demo;

import io.mycostream.local.PrivateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * How a {@link Suite} is to be started.
 *
 * @param ports where the services listen
 * @param redisPort where Redis listens; 0 for a free port
 * @param serialPorts device paths the ingest service reads
 * @param gateway the gateway's {@code quarkus-app} folder
 * @param ingest the ingest service's {@code quarkus-app} folder
 * @param folder where keys and logs go, readable by the owner alone
 */
public record SuiteSettings(
        DemoPorts ports, int redisPort, List<Path> serialPorts, Path gateway, Path ingest, Path folder) {

    public SuiteSettings {
        serialPorts = List.copyOf(serialPorts);
    }

    /**
     * A suite on free ports, with the services that the build has told of by {@code -Ddemo.gateway} and {@code
     * -Ddemo.ingest}.
     *
     * @param folder made if it is not there
     */
    public static SuiteSettings in(Path folder) throws IOException {
        return new SuiteSettings(
                DemoPorts.free(),
                0,
                List.of(),
                packaged("demo.gateway"),
                packaged("demo.ingest"),
                PrivateFile.folder(folder));
    }

    private static Path packaged(String property) {
        String folder = System.getProperty(property);
        if (folder == null) {
            throw new IllegalStateException("-D" + property + " must name the service's quarkus-app folder");
        }
        return Path.of(folder);
    }

    /** The same with boards at these device paths. */
    public SuiteSettings reading(List<Path> serialPorts) {
        return new SuiteSettings(ports, redisPort, serialPorts, gateway, ingest, folder);
    }

    SuiteSettings listeningOn(DemoPorts ports, int redisPort) {
        return new SuiteSettings(ports, redisPort, serialPorts, gateway, ingest, folder);
    }
}
