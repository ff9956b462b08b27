package io.mycostream.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of one Server-Sent-Events resource that keeps what it was sent until asked. */
public final class EventStream implements AutoCloseable {

    /**
     * One event as the stream spelled it.
     *
     * @param id empty when the event had none
     * @param name {@code message} when the event had none
     */
    public record ServerSentEvent(String id, String name, String data) {}

    private static final Duration OPENING = Duration.ofSeconds(10);

    private final HttpClient client;
    private final InputStream body;
    private final BlockingQueue<ServerSentEvent> events = new LinkedBlockingQueue<>();
    private final Thread reader;

    private EventStream(HttpClient client, InputStream body) {
        this.client = client;
        this.body = body;
        this.reader = Thread.ofVirtual().name("event-stream").unstarted(this::read);
    }

    /**
     * Opens the stream.
     *
     * @throws IOException if the server cannot be reached or answers with anything but 200
     */
    public static EventStream open(URI uri, String token) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(OPENING)
                .build();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .timeout(OPENING)
                .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            client.shutdownNow();
            throw new IOException("%s answered with status %d".formatted(uri.getPath(), response.statusCode()));
        }
        EventStream stream = new EventStream(client, response.body());
        stream.reader.start();
        return stream;
    }

    /** Returns the oldest event not yet taken, waiting for one at most {@code limit}. */
    public Optional<ServerSentEvent> next(Duration limit) throws InterruptedException {
        return Optional.ofNullable(events.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Takes every event that has arrived. */
    public List<ServerSentEvent> taken() {
        List<ServerSentEvent> all = new ArrayList<>();
        events.drainTo(all);
        return all;
    }

    /** Whether the server, or somebody between us, has ended the response. */
    public boolean ended() {
        return !reader.isAlive();
    }

    private void read() {
        String id = "";
        String name = "message";
        List<String> data = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new ServerSentEvent(id, name, String.join("\n", data)));
                    }
                    id = "";
                    name = "message";
                    data.clear();
                } else if (line.startsWith("id:")) {
                    id = value(line);
                } else if (line.startsWith("event:")) {
                    name = value(line);
                } else if (line.startsWith("data:")) {
                    data.add(value(line));
                }
            }
        } catch (IOException _) {
            // the connection is gone, which ended() tells
        }
    }

    private static String value(String line) {
        String value = line.substring(line.indexOf(':') + 1);
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    @Override
    public void close() {
        client.shutdownNow();
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
