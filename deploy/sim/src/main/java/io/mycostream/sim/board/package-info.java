/**
 * The firmwares, as state machines: told what time it is and what arrived, they say what they send. No I/O, no threads, no
 * clock; the same settings give the same bytes.
 *
 * <p>Read {@link io.mycostream.sim.board.Board} first. {@link io.mycostream.sim.board.BoardKind} lists the firmwares there
 * are.
 */
@NullMarked
package io.mycostream.sim.board;

import org.jspecify.annotations.NullMarked;
