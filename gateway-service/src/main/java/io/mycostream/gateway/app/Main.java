package io.mycostream.gateway.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the gateway. */
@QuarkusMain
public class Main {

    private Main() {}

    /** Runs until it is told to stop. */
    public static void main(String... arguments) {
        // Quarkus refuses such requests without a word; the transport looks at every one and says what is wrong
        System.setProperty("vertx.disableURIValidation", "true");
        Quarkus.run(arguments);
    }
}
