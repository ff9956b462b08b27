package io.mycostream.ingest.command;

import java.time.Duration;

/**
 * Times and sizes of commands.
 *
 * @param queueCapacity most commands that wait for one board, 1 or more
 * @param pending most commands that are being taken in at a time, for all boards, 1 or more
 * @param timeout longest wait for a board's answer where the command says nothing
 * @param longestTimeout the most a command may ask for
 * @param timeToLive how long after its publication a command may be begun where it says nothing; also the most it may ask for
 * @param repeatAfter pause before the first repetition; each further one is twice as long
 * @param attempts most sendings of one command, 1 or more
 * @param unreachableAfter how long other processes have to take a command whose board this one does not know
 * @param remember how long a command's id is known, so that it is carried out once
 */
public record CommandLimits(
        int queueCapacity,
        int pending,
        Duration timeout,
        Duration longestTimeout,
        Duration timeToLive,
        Duration repeatAfter,
        int attempts,
        Duration unreachableAfter,
        Duration remember) {}
