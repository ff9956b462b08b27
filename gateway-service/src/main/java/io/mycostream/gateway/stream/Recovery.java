package io.mycostream.gateway.stream;

import java.util.List;

/**
 * What a returning client missed, or that nobody can say.
 *
 * @param publications oldest first, in the order of delivery; what happens next in the channel comes after the last
 * @param verdict whether they are all
 */
public record Recovery(List<Publication> publications, Verdict verdict) {

    /** What can be said of a recovery. It is never partial in silence. */
    public enum Verdict {
        /** Nobody asked: the client is new, and hears what is published from now on. */
        NOT_ASKED,
        /** Nothing is missing and nothing comes twice. */
        COMPLETE,
        /** These are all that is kept. Some may be missing before or between them, and some the client may know. */
        INCOMPLETE
    }

    public Recovery {
        publications = List.copyOf(publications);
    }

    /** For a client that did not ask. */
    public static Recovery notAsked() {
        return new Recovery(List.of(), Verdict.NOT_ASKED);
    }
}
