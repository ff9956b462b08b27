package io.mycostream.ingest.board;

/** Why a board is not there. */
public enum Absence {
    /** Its link is open, and nothing that could be understood has come yet. */
    NOT_HEARD("not_heard"),
    /** Its serial port went. */
    UNPLUGGED("unplugged"),
    /** Nothing came for as long as a silence may last; the link is open. */
    SILENT("silent"),
    /** The broker said so with the board's last will: its connection broke. */
    LAST_WILL("last_will"),
    /** It took its leave, or the connection to its broker broke. */
    DISCONNECTED("disconnected"),
    /** It has told that it is called otherwise. */
    RENAMED("renamed"),
    /** Nobody listens any more: this process has stopped. */
    STOPPED("stopped");

    private final String label;

    Absence(String label) {
        this.label = label;
    }

    /** As users read it. */
    public String label() {
        return label;
    }
}
