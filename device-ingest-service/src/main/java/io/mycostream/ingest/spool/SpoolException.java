package io.mycostream.ingest.spool;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;

/** The disk does not do what the spool needs. The message says what an operator can do about it. */
public final class SpoolException extends Exception {

    private static final long serialVersionUID = 1L;

    SpoolException(String message) {
        super(message);
    }

    private SpoolException(String message, IOException cause) {
        super(message, cause);
    }

    /** Puts a failure of the file system into words. */
    static SpoolException of(String doing, Path path, IOException failure) {
        return new SpoolException(doing + " " + path + ": " + words(failure), failure);
    }

    private static String words(IOException failure) {
        String reason = reason(failure);
        String known = reason.toLowerCase(Locale.ROOT);
        if (known.contains("no space left")) {
            return "the disk is full; free some of it, or give the spool less by ingest.spool.max-bytes";
        }
        if (known.contains("quota exceeded")) {
            return "the disk quota of user " + user() + " is used up";
        }
        if (known.contains("read-only")) {
            return "the file system is mounted read-only; mount it for writing, or set ingest.spool.directory elsewhere";
        }
        if (failure instanceof AccessDeniedException || known.contains("permission denied")) {
            return "user " + user() + " may not do that; give the directory to this user (chown), or set"
                    + " ingest.spool.directory elsewhere";
        }
        if (known.contains("input/output error")) {
            return "input/output error: the disk is failing, or was pulled; see the system's log";
        }
        return reason;
    }

    private static String reason(IOException failure) {
        if (failure.getCause() instanceof ReadOnlyFileSystemException) {
            return "read-only file system";
        }
        if (failure instanceof FileSystemException onFile && onFile.getReason() != null) {
            return onFile.getReason();
        }
        String message = failure.getMessage();
        return message == null || failure instanceof FileSystemException
                ? failure.getClass().getSimpleName()
                : message;
    }

    private static String user() {
        return System.getProperty("user.name", "unknown");
    }
}
