/**
 * Which boards are there: who was heard where, since when, with how much loss, and who has gone and why.
 *
 * <p>Whoever listens on a link tells a {@link io.mycostream.ingest.board.BoardLink} what it hears; the {@link
 * io.mycostream.ingest.board.BoardRegistry} keeps it and says what changed. Nothing here waits for Redis but the thread
 * that brings the changes there. Read {@code BoardLink} first.
 */
@NullMarked
package io.mycostream.ingest.board;

import org.jspecify.annotations.NullMarked;
