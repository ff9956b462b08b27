package io.mycostream.ingest.mdp;

/**
 * One line of console text, as boards print it between frames or instead of them. Never blank.
 *
 * @param text without its line end, decoded as UTF-8 with replacement, cut after {@link MdpFrameReader#MAX_LINE} bytes
 */
public record TextLine(String text) implements MdpInput {}
