package io.mycostream.gateway.stream;

import java.util.List;
import java.util.Optional;

/**
 * What a returning client missed, or that nobody can say.
 *
 * @param publications oldest first, in the order of delivery; what happens next in the channel comes after the last
 * @param verdict whether they are all
 * @param place for a client that is new, the id of the channel's latest publication, after which it can return although it
 *     has got none yet; empty if there is none, and for a client that has a place of its own
 */
public record Recovery(List<Publication> publications, Verdict verdict, Optional<String> place) {

    /** What can be said of a recovery. It is never partial in silence. */
    public enum Verdict {
        /** Nobody asked: the client is new, and hears what is published from now on. */
        NOT_ASKED,
        /** Nothing is missing and nothing comes twice. */
        COMPLETE,
        /** These are all that is kept. Some may be missing before or between them, and some the client may know. */
        INCOMPLETE
    }

    /** Nobody asked, and there is no place to return to. */
    public static final Recovery NONE = new Recovery(List.of(), Verdict.NOT_ASKED, Optional.empty());

    public Recovery {
        publications = List.copyOf(publications);
    }

    /** For a client that returned. */
    public Recovery(List<Publication> publications, Verdict verdict) {
        this(publications, verdict, Optional.empty());
    }

    /** For a client that did not ask. */
    public static Recovery notAsked(Optional<String> place) {
        return new Recovery(List.of(), Verdict.NOT_ASKED, place);
    }
}
