/**
 * Console text of boards: a line in, what it says out. No I/O, no clock, no threads.
 *
 * <p>Read {@link io.mycostream.ingest.text.TextReader} first. Lines are cut by {@link
 * io.mycostream.ingest.mdp.MdpFrameReader}, because text and frames share a line; this package only understands them.
 */
@NullMarked
package io.mycostream.ingest.text;

import org.jspecify.annotations.NullMarked;
