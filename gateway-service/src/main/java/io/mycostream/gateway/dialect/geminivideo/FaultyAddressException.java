package io.mycostream.gateway.dialect.geminivideo;

/** The parameters of an address ask for what cannot be. The message says what is expected, and is shown to the client. */
final class FaultyAddressException extends Exception {

    FaultyAddressException(String message) {
        super(message);
    }
}
