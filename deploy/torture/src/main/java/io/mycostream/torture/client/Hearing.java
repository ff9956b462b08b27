package io.mycostream.torture.client;

import java.io.IOException;

/** One connection to a gateway, whatever carries it. One thread reads; any may close. */
interface Hearing extends AutoCloseable {

    /**
     * Waits for the next message.
     *
     * @throws IOException if there will be none; its message says how the connection ended
     */
    Heard next() throws IOException;

    @Override
    void close();
}
