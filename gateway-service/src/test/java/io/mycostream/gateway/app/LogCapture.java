package io.mycostream.gateway.app;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jboss.logmanager.formatters.PatternFormatter;

/** Everything that is logged while this is open, with stack traces. */
final class LogCapture extends Handler implements AutoCloseable {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    LogCapture() {
        setFormatter(new PatternFormatter("%p %c %s%e%n"));
        Logger.getLogger("").addHandler(this);
    }

    @Override
    public void publish(LogRecord record) {
        lines.add(getFormatter().format(record));
    }

    @Override
    public void flush() {}

    String text() {
        return lines.stream().collect(Collectors.joining());
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
