package io.mycostream.torture.journal;

import java.util.List;

/**
 * Everything one subscriber saw, in the order in which it saw it.
 *
 * @param device the one it listens to
 */
public record Testimony(String subscriber, Form form, String device, List<Entry> entries) {

    public Testimony {
        entries = List.copyOf(entries);
    }
}
