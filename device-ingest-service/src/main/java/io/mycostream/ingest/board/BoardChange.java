package io.mycostream.ingest.board;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that changed about a board.
 *
 * @param board the board on the link where it happened, right after it
 * @param state of the device id after it, over all links
 * @param linksOnline on which the device id is heard after it, by name
 * @param otherDeviceId how the board is called from now on, if it went because of its name; how it was called until now, if
 *     it came because of it
 */
public record BoardChange(
        Kind kind,
        Instant at,
        BoardOnLink board,
        BoardState state,
        List<String> linksOnline,
        Optional<String> otherDeviceId) {

    public BoardChange {
        linksOnline = List.copyOf(linksOnline);
    }

    /** What kind of change. */
    public enum Kind {
        /** It is heard on this link and on no other. */
        ONLINE("online"),
        /** It is not heard on this link any more. */
        OFFLINE("offline"),
        /** It is heard on this link while its id is heard on another. */
        CONFLICT("conflict"),
        /** It calls itself otherwise, or has other firmware or another role. */
        IDENTITY_CHANGED("identity_changed");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** As users read it. */
        public String label() {
            return label;
        }
    }
}
