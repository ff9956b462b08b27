package io.mycostream.ingest.mdp;

/** One thing found in the bytes of a device link, in the order of the bytes. */
public sealed interface MdpInput permits MdpFrame, TextLine, Rejection {}
