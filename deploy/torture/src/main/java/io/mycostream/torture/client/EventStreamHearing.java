package io.mycostream.torture.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Server-Sent Events of one device. */
final class EventStreamHearing implements Hearing {

    private final Socket socket;
    private final BufferedReader lines;

    private EventStreamHearing(Socket socket, BufferedReader lines) {
        this.socket = socket;
        this.lines = lines;
    }

    /**
     * Opens the stream.
     *
     * @param lastId of the event that came last; null when none did
     */
    static EventStreamHearing open(int port, String device, String token, @Nullable String lastId) throws IOException {
        Socket socket = HttpHead.connect(port);
        try {
            HttpHead head = HttpHead.request(
                    socket,
                    "/api/stream/devices/" + HttpHead.inUrl(device),
                    token,
                    lastId == null
                            ? List.of("Accept: text/event-stream")
                            : List.of("Accept: text/event-stream", "Last-Event-ID: " + lastId),
                    200);
            var body = head.chunked() ? new ChunkedInput(head.body()) : head.body();
            return new EventStreamHearing(socket, new BufferedReader(new InputStreamReader(body, UTF_8)));
        } catch (IOException e) {
            HttpHead.close(socket);
            throw e;
        }
    }

    @Override
    public Heard next() throws IOException {
        String id = null;
        String name = "message";
        StringBuilder data = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return new Heard(name, id, data.toString());
                }
            } else if (line.startsWith("id:")) {
                id = value(line);
            } else if (line.startsWith("event:")) {
                name = value(line);
            } else if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n").append(value(line));
            }
        }
        throw new EOFException("end of the response");
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    @Override
    public void close() {
        HttpHead.close(socket);
    }
}
