package io.mycostream.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A WebSocket client that keeps what it was sent until asked; the counterpart of {@link EventStream}. */
final class SocketStream implements AutoCloseable {

    private static final Duration OPENING = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private volatile @Nullable String end;

    static SocketStream open(URI uri, String token) throws IOException, InterruptedException {
        SocketStream stream = new SocketStream();
        try {
            stream.client
                    .newWebSocketBuilder()
                    .header("Authorization", "Bearer " + token)
                    .connectTimeout(OPENING)
                    .buildAsync(uri, stream.new Listener())
                    .get(OPENING.toSeconds(), TimeUnit.SECONDS);
            return stream;
        } catch (ExecutionException | TimeoutException e) {
            stream.close();
            throw new IOException("no WebSocket at " + uri.getPath(), e);
        }
    }

    /** Returns the oldest message not yet taken, waiting for one at most {@code limit}. */
    Optional<String> next(Duration limit) throws InterruptedException {
        return Optional.ofNullable(messages.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** Takes every message that has arrived. */
    List<String> taken() {
        List<String> all = new ArrayList<>();
        messages.drainTo(all);
        return all;
    }

    /** How the connection ended; null while it is open. */
    @Nullable
    String end() {
        return end;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                messages.add(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            end = "closed with " + code + ' ' + reason;
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            end = "failed: " + error;
        }
    }
}
