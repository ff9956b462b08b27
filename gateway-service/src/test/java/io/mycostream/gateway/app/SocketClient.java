package io.mycostream.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A WebSocket client as applications use one: it answers PINGs by itself. Keeps what it was told, in order. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {

    private static final long LIMIT_SECONDS = 10;

    /** Stands behind the last message; told apart by identity. */
    private static final String END = new StringBuilder("end").toString();

    /** How the gateway ended the connection. */
    record Close(int code, String reason) {}

    /** What is asked for, and with which headers and subprotocols. */
    record Request(URI uri, List<String> headers, List<String> subprotocols) {

        Request header(String name, String value) {
            List<String> more = new ArrayList<>(headers);
            more.add(name);
            more.add(value);
            return new Request(uri, more, subprotocols);
        }

        Request offering(String... offered) {
            return new Request(uri, headers, List.of(offered));
        }
    }

    private final StringBuilder message = new StringBuilder();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private SocketClient(HttpClient client, Request request) throws ExecutionException {
        WebSocket.Builder builder = client.newWebSocketBuilder();
        for (int i = 0; i < request.headers.size(); i += 2) {
            builder.header(request.headers.get(i), request.headers.get(i + 1));
        }
        if (!request.subprotocols.isEmpty()) {
            List<String> others = request.subprotocols.subList(1, request.subprotocols.size());
            builder.subprotocols(request.subprotocols.getFirst(), others.toArray(String[]::new));
        }
        socket = await(builder.buildAsync(request.uri, this));
    }

    static SocketClient connect(HttpClient client, Request request) {
        try {
            return new SocketClient(client, request);
        } catch (ExecutionException e) {
            throw new AssertionError("no WebSocket", e.getCause());
        }
    }

    /** The HTTP status that refuses the upgrade. */
    static int refusal(HttpClient client, Request request) {
        try (SocketClient _ = new SocketClient(client, request)) {
            throw new AssertionError("the upgrade was not refused");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw new AssertionError("no answer", e.getCause());
        }
    }

    private static <T> T await(Future<T> future) throws ExecutionException {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing happened within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
        message.append(part);
        if (last) {
            messages.add(message.toString());
            message.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer payload) {
        pings.incrementAndGet();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended(new Close(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable broken) {
        ended(new Close(1006, String.valueOf(broken)));
    }

    private void ended(Close how) {
        closed.complete(how);
        messages.add(END);
    }

    /** The next message as it came. */
    String nextText() {
        try {
            String next = messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (next == null || isEnd(next)) {
                throw new AssertionError(
                        next == null ? "no message within " + LIMIT_SECONDS + " s" : "closed with " + closed.join());
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings({"ReferenceEquality", "StringEquality"}) // a client could be told the same letters
    private static boolean isEnd(String message) {
        return message == END;
    }

    JsonNode next() {
        return Json.read(nextText());
    }

    /** The next message without its timestamp. */
    JsonNode nextUntimed() {
        return Json.untimed(nextText());
    }

    List<JsonNode> next(int count) {
        List<JsonNode> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(next());
        }
        return next;
    }

    /** Lets everything on the way arrive: whatever was sent to us before comes before the answer to this. */
    List<String> unreadUpToPong() {
        send("{\"type\":\"ping\"}");
        List<String> before = new ArrayList<>();
        for (String next = nextText(); !next.startsWith("{\"type\":\"pong\""); next = nextText()) {
            before.add(next);
        }
        return before;
    }

    void send(String text) {
        try {
            await(socket.sendText(text, true));
        } catch (ExecutionException e) {
            throw new AssertionError("could not be sent", e.getCause());
        }
    }

    /** The subprotocol that the gateway selected; empty when it selected none. */
    String subprotocol() {
        return socket.getSubprotocol();
    }

    int pings() {
        return pings.get();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    Close awaitClose() {
        try {
            return await(closed);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Says goodbye and waits for the answer. */
    @Override
    public void close() {
        if (isOpen() && !socket.isOutputClosed()) {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
            awaitClose();
        }
    }
}
