package io.mycostream.torture.client;

import io.mycostream.publisher.wire.RawJson;
import io.mycostream.publisher.wire.RawJsonException;
import io.mycostream.torture.journal.Digest;
import io.mycostream.torture.journal.Entry;
import io.mycostream.torture.journal.Form;
import io.mycostream.torture.journal.RunClock;
import io.mycostream.torture.journal.Testimony;
import io.mycostream.torture.node.GatewayNode;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A client that listens to one device for the whole run, comes back to any gateway when its connection has ended, says what it
 * had last, and writes down everything in order. One virtual thread.
 */
public final class Subscriber {

    private static final int SHORTEST_PAUSE_MILLIS = 50;
    private static final int LONGEST_PAUSE_MILLIS = 500;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final int number;
    private final Form form;
    private final String device;
    private final String token;
    private final List<GatewayNode> gateways;
    private final RunClock clock;
    private final Random random;
    private final Thread thread;
    private final List<Entry> entries = new ArrayList<>();

    private @Nullable Hearing hearing;
    private boolean connected;
    private boolean leaving;
    private boolean stopped;
    private volatile long stalledUntil;
    private volatile long awayUntil;
    private @Nullable String lastId;

    public Subscriber(
            int number, Form form, String device, String token, List<GatewayNode> gateways, RunClock clock, long seed) {
        this.number = number;
        this.form = form;
        this.device = device;
        this.token = token;
        this.gateways = gateways;
        this.clock = clock;
        this.random = new Random(seed);
        this.thread = Thread.ofVirtual().name("subscriber " + number).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Lets it read nothing for a while; its connection stays. */
    public void stall(Duration length) {
        stalledUntil = clock.now() + length.toNanos();
    }

    /** Lets it close its connection and stay away for a while. */
    public void leave(Duration length) {
        awayUntil = clock.now() + length.toNanos();
        Hearing left;
        synchronized (this) {
            leaving = true;
            left = hearing;
        }
        if (left != null) {
            left.close();
        }
    }

    /** Whether it has been told {@code connected} and nothing else since that would change it. */
    public synchronized boolean connected() {
        return connected;
    }

    /** Whether it reads what comes, and is not about to do anything else. */
    public boolean attentive() {
        long now = clock.now();
        return now > stalledUntil && now > awayUntil && connected();
    }

    public synchronized int entries() {
        return entries.size();
    }

    /** Ends its record as it is now; what comes after that is not written down. */
    public synchronized void closeRecord() {
        stopped = true;
    }

    /** Lets it go. Its record has to be closed before, or it would say that the connection ended. */
    public void stop() throws InterruptedException {
        closeRecord();
        stalledUntil = 0;
        Hearing left;
        synchronized (this) {
            left = hearing;
        }
        if (left != null) {
            left.close();
        }
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
    }

    public synchronized Testimony testimony() {
        return new Testimony("subscriber " + number, form, device, entries);
    }

    private void run() {
        try {
            while (!isStopped()) {
                long away = awayUntil - clock.now();
                List<GatewayNode> open =
                        gateways.stream().filter(GatewayNode::open).toList();
                if (away > 0) {
                    Thread.sleep(Duration.ofNanos(away));
                } else if (open.isEmpty()) {
                    Thread.sleep(BETWEEN_LOOKS);
                } else {
                    listenTo(open.get(random.nextInt(open.size())));
                    Thread.sleep(random.nextInt(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void listenTo(GatewayNode gateway) throws InterruptedException {
        String asked = lastId;
        try (Hearing opened = open(gateway.port(), asked)) {
            if (!hold(opened)) {
                return;
            }
            while (true) {
                waitWhileStalled();
                understand(opened.next(), gateway, asked);
            }
        } catch (IOException end) {
            over(gateway, end);
        }
    }

    private Hearing open(int port, @Nullable String asked) throws IOException {
        return form == Form.EVENT_STREAM
                ? EventStreamHearing.open(port, device, token, asked)
                : WebSocketHearing.open(port, device, token, form.resumes(), asked);
    }

    private synchronized boolean hold(Hearing opened) {
        hearing = opened;
        leaving = false;
        return !stopped;
    }

    private synchronized void over(GatewayNode gateway, IOException end) {
        String how = end instanceof SocketTimeoutException ? "silent for too long" : String.valueOf(end.getMessage());
        if (connected) {
            note(new Entry.Ended(clock.now(), gateway.number(), leaving ? "left" : how, leaving));
        } else {
            note(new Entry.Refused(clock.now(), gateway.number(), how));
        }
        connected = false;
        hearing = null;
    }

    private void waitWhileStalled() throws InterruptedException {
        for (long left = stalledUntil - clock.now(); left > 0; left = stalledUntil - clock.now()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, BETWEEN_LOOKS.toNanos())));
        }
    }

    private synchronized void understand(Heard heard, GatewayNode gateway, @Nullable String asked) {
        long now = clock.now();
        try {
            Map<String, String> members = RawJson.members(heard.json());
            switch (heard.type()) {
                case "connected" -> {
                    String recovered = members.get("recovered");
                    note(new Entry.Connected(
                            now, gateway.number(), asked, recovered == null ? null : Boolean.valueOf(recovered)));
                    connected = true;
                }
                case "telemetry" -> {
                    note(delivered(now, members.getOrDefault("data", ""), heard.id()));
                    if (heard.id() != null && form.resumes()) {
                        lastId = heard.id();
                    }
                }
                case "gap" ->
                    note(new Entry.Gap(
                            now, RawJson.string(members.get("reason")).orElse("no reason given")));
                case "heartbeat", "disconnected" -> {
                    // the one says that it lives, the other is followed by the end
                }
                default -> note(new Entry.Odd(now, Digest.of(heard.json())));
            }
        } catch (RawJsonException e) {
            note(new Entry.Odd(now, Digest.of(heard.json())));
        }
    }

    private static Entry.Delivered delivered(long now, String telemetry, @Nullable String id) throws RawJsonException {
        Map<String, String> members = RawJson.members(telemetry);
        return new Entry.Delivered(
                now,
                RawJson.string(members.get("p")).orElse("nobody"),
                Long.parseLong(members.getOrDefault("n", "0")),
                Digest.of(telemetry),
                id);
    }

    private synchronized void note(Entry entry) {
        if (!stopped) {
            entries.add(entry);
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }
}
