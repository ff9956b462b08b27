package io.mycostream.ingest.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** What the machine is called that this process runs on. */
final class ThisMachine {

    private ThisMachine() {}

    /** Its host name, as its environment or its operating system tells it; empty when neither does. */
    static Optional<String> name() {
        return Optional.ofNullable(System.getenv("HOSTNAME"))
                .filter(name -> !name.isBlank())
                .or(ThisMachine::fromSystem);
    }

    private static Optional<String> fromSystem() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException _) {
            return Optional.empty();
        }
    }
}
