package io.mycostream.ingest.command;

/** What is counted of commands and acknowledgements. Called by any thread. */
public interface CommandCounts {

    /** A command ended. */
    void ended(CommandResult result);

    /** A command was sent once more. */
    void repeated();

    /** A command was given that was given before. */
    void duplicate();

    /** A command that this process has not carried out, without a result: Redis did not say whether another one has. */
    void unclaimed();

    /** A frame's acknowledgement was handed to its line, or was not because too much waits there. */
    void acknowledged(boolean taken);

    /** A number that never came was passed over, so that later frames can be acknowledged. */
    void passedOver();
}
