package io.mycostream.ingest.app;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What the machine is called that this process runs on. */
final class ThisMachine {

    private ThisMachine() {}

    /** Its host name; {@code localhost} when it has none. */
    static String name() {
        String fromEnvironment = System.getenv("HOSTNAME");
        if (fromEnvironment != null && !fromEnvironment.isBlank()) {
            return fromEnvironment;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }
}
