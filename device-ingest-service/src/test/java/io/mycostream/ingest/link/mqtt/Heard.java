package io.mycostream.ingest.link.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** Keeps what a link tells, and settles messages when it is told to. */
final class Heard implements MqttLink.Listener {

    static final Duration SOON = Duration.ofSeconds(20);

    /** A message, with its body as text. */
    record Message(Delivery delivery, String body) {}

    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<String> left = new CopyOnWriteArrayList<>();
    private final Predicate<String> settlesAtOnce;

    Heard(Predicate<String> settlesAtOnce) {
        this.settlesAtOnce = settlesAtOnce;
    }

    static Heard settling() {
        return new Heard(_ -> true);
    }

    static Heard holding() {
        return new Heard(_ -> false);
    }

    @Override
    public void received(Delivery delivery, byte[] body) {
        String text = new String(body, UTF_8);
        messages.add(new Message(delivery, text));
        if (settlesAtOnce.test(text)) {
            delivery.settled().run();
        }
    }

    @Override
    public void left(String client, String reason) {
        left.add(client + ": " + reason);
    }

    List<String> bodies() {
        return messages.stream().map(Message::body).toList();
    }

    Message await(int index) {
        Awaitility.await().atMost(SOON).until(() -> messages.size() > index);
        return messages.get(index);
    }
}
