package io.mycostream.ingest.link.serial;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The serial ports a machine has at the moment, as the folder {@code /dev} shows them.
 *
 * @param dev {@code /dev}, or a folder that looks like it
 */
public record SerialPorts(Path dev) {

    private static final String USB_PORTS = "tty{ACM,USB}*";

    /** Returns the ports of the machine we run on. */
    public static SerialPorts ofThisMachine() {
        return new SerialPorts(Path.of("/dev"));
    }

    /**
     * Returns where boards are plugged in: the names under {@code serial/by-id}, which stay with a board whatever port it
     * is plugged into, and the plain names of ports that have none (two boards with one serial number share one).
     */
    public List<Path> usb() {
        List<Path> ports = list(dev.resolve("serial/by-id"), "*");
        Set<Path> named = new HashSet<>();
        for (Path port : ports) {
            named.add(target(port));
        }
        for (Path port : list(dev, USB_PORTS)) {
            if (!named.contains(target(port))) {
                ports.add(port);
            }
        }
        return ports;
    }

    /** Returns every port an operator may have meant, for the message that one is missing. */
    List<Path> all() {
        List<Path> ports = usb();
        ports.addAll(list(dev, "tty{AMA,THS,mxc}*"));
        return ports;
    }

    private static List<Path> list(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
                entries.forEach(found::add);
            } catch (IOException _) {
                // the folder went while we looked: then it holds no ports
                return new ArrayList<>();
            }
        }
        found.sort(null);
        return found;
    }

    private static Path target(Path port) {
        try {
            return port.toRealPath();
        } catch (IOException _) {
            return port;
        }
    }
}
