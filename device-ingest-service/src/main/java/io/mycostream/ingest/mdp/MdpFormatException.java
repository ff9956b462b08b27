package io.mycostream.ingest.mdp;

/** Bytes that do not follow the device protocol. The message says what was seen and what was expected. */
public final class MdpFormatException extends Exception {

    public MdpFormatException(String message) {
        super(message);
    }
}
