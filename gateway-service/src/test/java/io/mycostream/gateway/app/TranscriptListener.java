package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Somebody who listens to one Redis channel in a {@link Transcript}: a worker that the gateway asks for something. */
final class TranscriptListener implements AutoCloseable {

    private final Wire redis;

    private TranscriptListener(Wire redis) {
        this.redis = redis;
    }

    /** Listens when this returns. */
    static TranscriptListener to(int port, String channel) {
        TranscriptListener listener = new TranscriptListener(Wire.to(port));
        listener.say("SUBSCRIBE", channel);
        listener.reply();
        return listener;
    }

    /** The next message. */
    String next() {
        return reply().getLast();
    }

    /** A message that was published before now and that nobody has asked for; Redis answers in order. */
    Optional<String> unexpected() {
        say("PING", "mark");
        List<String> reply = reply();
        return reply.getFirst().equals("pong") ? Optional.empty() : Optional.of(reply.getLast());
    }

    private void say(String command, String argument) {
        byte[] bytes = argument.getBytes(UTF_8);
        redis.send("*2\r\n$" + command.length() + "\r\n" + command + "\r\n$" + bytes.length + "\r\n");
        redis.send(bytes);
        redis.send("\r\n");
    }

    /** An array of strings, and of a number that nobody needs. */
    private List<String> reply() {
        int count = Integer.parseInt(redis.line().substring(1));
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String head = redis.line();
            if (head.startsWith("$")) {
                parts.add(new String(redis.octets(Integer.parseInt(head.substring(1))), UTF_8));
                redis.line();
            }
        }
        return parts;
    }

    @Override
    public void close() {
        redis.close();
    }
}
