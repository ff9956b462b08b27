package io.mycostream.gateway.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrameType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket client as applications use one: it answers PINGs by itself. Keeps what it was told, in order. */
final class SocketClient implements AutoCloseable {

    private static final long LIMIT_SECONDS = 10;

    /** Stands behind the last message; told apart by identity. */
    private static final String END = new StringBuilder("end").toString();

    /** How the gateway ended the connection. */
    record Close(int code, String reason) {}

    private final ClientWebSocket socket;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final CompletableFuture<Close> closed = new CompletableFuture<>();

    private SocketClient(ClientWebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(messages::add);
        socket.frameHandler(frame -> {
            if (frame.type() == WebSocketFrameType.PING) {
                pings.incrementAndGet();
            }
        });
        socket.closeHandler(_ -> {
            closed.complete(new Close(closeCode(socket), Objects.toString(socket.closeReason(), "")));
            messages.add(END);
        });
    }

    private static int closeCode(WebSocket socket) {
        return socket.closeStatusCode() == null ? 1006 : socket.closeStatusCode();
    }

    /** Connects, or fails with an assertion error that names the HTTP status of the refused upgrade. */
    static SocketClient connect(WebSocketClient client, WebSocketConnectOptions options) {
        SocketClient connecting = new SocketClient(client.webSocket());
        await(connecting.socket.connect(options).toCompletionStage().toCompletableFuture());
        return connecting;
    }

    /** The HTTP status that refuses the upgrade. */
    static int refusal(WebSocketClient client, WebSocketConnectOptions options) {
        try {
            connect(client, options).close();
            throw new AssertionError("the upgrade was not refused");
        } catch (IllegalStateException failed) {
            if (failed.getCause() instanceof UpgradeRejectedException refused) {
                return refused.getStatus();
            }
            throw failed;
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("nothing happened within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The next message as it came. */
    String nextText() {
        try {
            String message = messages.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (message == null || isEnd(message)) {
                throw new AssertionError(
                        message == null ? "no message within " + LIMIT_SECONDS + " s" : "closed with " + closed.join());
            }
            return message;
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
        socket.writeTextMessage(text);
    }

    WebSocket socket() {
        return socket;
    }

    int pings() {
        return pings.get();
    }

    boolean isOpen() {
        return !closed.isDone();
    }

    Close awaitClose() {
        return await(closed);
    }

    @Override
    public void close() {
        socket.close();
        await(closed);
    }
}
