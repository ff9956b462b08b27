package io.mycostream.torture.journal;

/**
 * Resident memory of one gateway process, in bytes.
 *
 * @param warm some seconds after its start, with all its clients
 * @param last when all clients had left
 */
public record Memory(int gateway, long pid, long warm, long last) {}
