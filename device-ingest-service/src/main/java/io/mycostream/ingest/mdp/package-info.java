/**
 * The device protocol MDP version 1: bytes from a line in, frames and their messages out. No I/O, no clock, no threads.
 *
 * <p>Read {@link io.mycostream.ingest.mdp.MdpFrameReader} first: it cuts a byte stream into frames and console text.
 * {@link io.mycostream.ingest.mdp.MdpMessage} then says what a frame means. Console text leaves as whole lines; what a
 * line of text means is not decided here.
 */
@NullMarked
package io.mycostream.ingest.mdp;

import org.jspecify.annotations.NullMarked;
