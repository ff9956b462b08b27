package io.mycostream.ingest.board;

import java.util.List;

/**
 * A device id, and where it is known.
 *
 * @param links by name of the link, at least one
 */
public record Board(String deviceId, BoardState state, List<BoardOnLink> links) {

    public Board {
        links = List.copyOf(links);
    }
}
