package io.mycostream.ingest.device;

import io.mycostream.ingest.mdp.MdpVariant;

/**
 * Whose counter it is: a sender as heard on one link.
 *
 * @param link the link's name, the same for a board that comes back
 * @param source endpoint code, 0..255
 */
record CounterKey(String link, MdpVariant variant, int source) {}
