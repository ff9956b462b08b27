package io.mycostream.gateway.limit;

/** Whether a connection finds all the places it needs. */
public sealed interface Entry {

    /**
     * It does.
     *
     * @param lease for all of them together
     */
    record Granted(Lease lease) implements Entry {}

    /**
     * It does not.
     *
     * @param scope where there was none; it holds none elsewhere either
     */
    record Full(Scope scope) implements Entry {}
}
