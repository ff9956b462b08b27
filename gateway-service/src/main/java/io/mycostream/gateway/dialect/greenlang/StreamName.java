package io.mycostream.gateway.dialect.greenlang;

/** How streams are called: {@code global}, and the kind before the id of an agent or a job. */
final class StreamName {

    /** The stream of all events. */
    static final String GLOBAL = "global";

    private StreamName() {}

    static String ofAgent(String id) {
        return named("agent:", id);
    }

    static String ofJob(String id) {
        return named("job:", id);
    }

    /** Ids come with and without their kind, in paths and in events. */
    private static String named(String kind, String id) {
        return id.startsWith(kind) ? id : kind + id;
    }
}
