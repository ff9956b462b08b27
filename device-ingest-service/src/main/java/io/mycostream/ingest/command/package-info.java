/**
 * What is said to boards: commands, one at a time for each board, and the acknowledgements that boards ask for.
 *
 * <p>{@link io.mycostream.ingest.command.CommandReader} makes a {@link io.mycostream.ingest.command.Command} of what users
 * write, {@link io.mycostream.ingest.command.Commands} takes it to its board's {@code Station}, which sends, repeats, and
 * knows the answer by {@code AnswerJudge}. {@link io.mycostream.ingest.command.Speaker} is how a link takes part in it.
 */
@NullMarked
package io.mycostream.ingest.command;

import org.jspecify.annotations.NullMarked;
