package io.mycostream.ingest.link.serial;

import io.mycostream.ingest.link.DeviceLink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a link tells. */
final class Heard implements DeviceLink.Listener {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<String> events = new ArrayList<>();

    @Override
    public synchronized void opened() {
        events.add("opened");
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
