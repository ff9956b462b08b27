package io.mycostream.ingest.link.serial;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
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
     * Returns where boards are plugged in, each once, under the name that stays longest: those under {@code
     * serial/by-id} hold the board's serial number and stay with it whatever port it is plugged into. A board that has none
     * there, because another has the same number or none has any, goes by its name under {@code serial/by-path}, which
     * stays with the plug. Where the system makes no such names, the plain ones are left, and a board that starts anew may
     * come back under another.
     */
    public List<Path> usb() {
        List<Path> ports = new ArrayList<>();
        Set<Path> named = new HashSet<>();
        addUnnamed(list(dev.resolve("serial/by-id"), "*"), ports, named);
        addUnnamed(list(dev.resolve("serial/by-path"), "*usb*"), ports, named);
        addUnnamed(list(dev, USB_PORTS), ports, named);
        return ports;
    }

    private static void addUnnamed(List<Path> names, List<Path> ports, Set<Path> named) {
        for (Path name : names) {
            // a name that leads nowhere is about to be taken away; its port has gone
            if (Files.exists(name) && named.add(target(name))) {
                ports.add(name);
            }
        }
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
            } catch (IOException | DirectoryIteratorException _) {
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
