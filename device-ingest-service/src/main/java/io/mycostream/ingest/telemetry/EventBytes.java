package io.mycostream.ingest.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.util.RawValue;
import io.mycostream.publisher.Event;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;

/**
 * An event as it lies in the spool: a version (u8), then time, message id, source, channel and data, each as its length
 * (u32) and UTF-8. The time is ISO 8601, no source is an empty one.
 */
final class EventBytes {

    private static final int VERSION = 1;

    private EventBytes() {}

    /**
     * Writes an event.
     *
     * @throws IllegalArgumentException if its data do not become one JSON object
     */
    static byte[] encode(Event event) {
        // what could not be published later is refused now
        String data = event.toEnvelope().data();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(data.length() + 128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, event.timestamp().toString());
            write(out, event.messageId());
            write(out, Handed.sourceOf(event));
            write(out, event.channel());
            write(out, data);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    /**
     * Reads an event, which comes late now.
     *
     * @throws IllegalArgumentException if these are not the bytes of an event
     */
    static Event decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            if (in.get() != VERSION) {
                throw new IllegalArgumentException("version is " + bytes[0] + ", expected " + VERSION);
            }
            Instant timestamp = Instant.parse(text(in));
            String id = text(in);
            String source = text(in);
            String channel = text(in);
            return new Event(channel, new RawValue(text(in)), source, timestamp, id, true);
        } catch (BufferUnderflowException | DateTimeException e) {
            throw new IllegalArgumentException("not the bytes of an event", e);
        }
    }

    private static String text(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new IllegalArgumentException("a text of " + length + " bytes where " + in.remaining() + " are left");
        }
        byte[] utf8 = new byte[length];
        in.get(utf8);
        return new String(utf8, UTF_8);
    }
}
