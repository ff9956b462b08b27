package io.mycostream.gateway.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One HTTP/2 connection without TLS, and the event streams on it. */
final class Http2Client implements AutoCloseable {

    private static final long LIMIT_SECONDS = 10;

    private final HttpClient client;
    private final int port;

    /**
     * Makes a client that connects with its first stream.
     *
     * @param upgrade whether it starts with HTTP/1.1 and asks for the upgrade; otherwise it speaks HTTP/2 at once
     */
    Http2Client(Vertx vertx, int port, boolean upgrade) {
        this.port = port;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(upgrade)
                .setHttp2ConnectionWindowSize(1_048_576)
                .setHttp2MaxPoolSize(1));
    }

    /** One stream. */
    final class Stream {

        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final CompletableFuture<Throwable> broken = new CompletableFuture<>();
        private final StringBuilder body = new StringBuilder();
        private final HttpClientRequest request;
        private final HttpClientResponse response;

        private Stream(String target) {
            request = await(client.request(HttpMethod.GET, port, "127.0.0.1", target));
            // told before it is sent, so that not even the first bytes come too early
            request.response().onSuccess(this::collect);
            response = await(request.send());
        }

        private void collect(HttpClientResponse head) {
            head.exceptionHandler(broken::complete);
            head.handler(this::read);
        }

        /** Cut where the bytes are, because a letter may come in two parts. */
        private void read(Buffer bytes) {
            body.append(bytes.toString(StandardCharsets.ISO_8859_1));
            for (int end = body.indexOf("\n\n"); end >= 0; end = body.indexOf("\n\n")) {
                byte[] event = body.substring(0, end + 2).getBytes(StandardCharsets.ISO_8859_1);
                events.add(new String(event, StandardCharsets.UTF_8));
                body.delete(0, end + 2);
            }
        }

        HttpClientResponse response() {
            return response;
        }

        HttpWire.Event next() {
            try {
                String event = events.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("no event within " + LIMIT_SECONDS + " s");
                }
                return HttpWire.parse(event);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        /** Takes nothing more from the gateway; it notices by the flow control of HTTP/2. */
        void pause() {
            response.pause();
        }

        void resume() {
            response.resume();
        }

        void reset() {
            request.reset();
        }

        /** What broke it off. */
        Throwable awaitBreak() {
            return await(Future.fromCompletionStage(broken));
        }
    }

    Stream open(String target) {
        return new Stream(target);
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(client.close());
    }
}
