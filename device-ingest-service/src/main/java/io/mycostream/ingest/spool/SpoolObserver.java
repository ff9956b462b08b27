package io.mycostream.ingest.spool;

/** Hears of records that nobody asked for. Called on the spool's thread. */
public interface SpoolObserver {

    /** A record that an earlier process left unconfirmed; those of one lane come in their order. */
    void found(SpoolRecord record);

    /** An unconfirmed record gave way to others. */
    void gaveWay(SpoolRecord record);

    /** In so many places something is damaged, one record or several. */
    void damaged(int places);
}
