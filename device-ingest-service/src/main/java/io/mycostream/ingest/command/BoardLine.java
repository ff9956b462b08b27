package io.mycostream.ingest.command;

/** The way to one board while it is there: a serial line that carries frames, or a topic that carries messages. */
@FunctionalInterface
public interface BoardLine {

    /**
     * Sends bytes, and may wait for that, within a limit. One thread at a time calls it.
     *
     * @return whether they left
     */
    boolean send(byte[] bytes);
}
