package io.mycostream.ingest.board;

import java.util.Arrays;
import java.util.Optional;

/** How a device id stands, over all links on which it is known. */
public enum BoardState {
    /** Heard on one link. */
    ONLINE("online"),
    /** Heard on none at the moment. */
    OFFLINE("offline"),
    /** Heard on two links or more at once: two boards that claim one id, or one that is connected twice. */
    CONFLICT("conflict");

    private final String label;

    BoardState(String label) {
        this.label = label;
    }

    /** As users read it. */
    public String label() {
        return label;
    }

    /** The state that users call so. */
    public static Optional<BoardState> of(String label) {
        return Arrays.stream(values())
                .filter(state -> state.label.equals(label))
                .findFirst();
    }

    static BoardState of(long linksOnline) {
        if (linksOnline == 0) {
            return OFFLINE;
        }
        return linksOnline == 1 ? ONLINE : CONFLICT;
    }
}
