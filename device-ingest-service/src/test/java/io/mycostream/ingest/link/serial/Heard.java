package io.mycostream.ingest.link.serial;

import io.mycostream.ingest.link.DeviceLink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a link tells. */
final class Heard implements DeviceLink.Listener {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> events = new ArrayList<>();

    private final byte[] greeting;

    Heard() {
        this(new byte[0]);
    }

    /** Says something whenever the link opens, and writes down whether that was taken. */
    Heard(byte[] greeting) {
        this.greeting = greeting;
    }

    @Override
    public void opened(DeviceLink.Line line) {
        boolean untaken = greeting.length > 0 && !line.send(greeting);
        synchronized (this) {
            events.add(untaken ? "opened, not taken" : "opened");
        }
    }

    @Override
    public synchronized void received(byte[] buffer, int length) {
        bytes.write(buffer, 0, length);
    }

    @Override
    public synchronized void closed() {
        events.add("closed");
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    synchronized List<String> events() {
        return List.copyOf(events);
    }
}
