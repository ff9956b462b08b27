import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What one MQTT message costs a process, in processor time: publishes telemetry at QoS 1 over several connections at a steady
 * rate, waits for the acknowledgements, and reads the process's time from /proc before and after.
 *
 * <pre>
 * java benchmarks/mqtt/MqttCost.java PORT PID                          the ingest service's listener
 * java benchmarks/mqtt/MqttCost.java PORT PID subscribe                a broker, with a subscriber that takes all of it
 *   -Dclients=4 -Drate=10000 -Dwarmup=20 -Dseconds=20                  in front of the file
 * </pre>
 */
public final class MqttCost {

    private static final int CLIENTS = Integer.getInteger("clients", 4);
    private static final int RATE = Integer.getInteger("rate", 10_000);
    private static final int WINDOW = 500;
    private static final long TICKS_PER_SECOND = 100;

    private static final LongAdder confirmed = new LongAdder();
    private static final LongAdder received = new LongAdder();

    private MqttCost() {}

    /** One connection: a writer, and a thread that reads. */
    private static final class Connection {

        private final DataOutputStream out;
        private final DataInputStream in;
        private final Semaphore window = new Semaphore(WINDOW);

        Connection(int port, String client) throws IOException {
            Socket socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 65_536));
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 65_536));
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            DataOutputStream connect = new DataOutputStream(body);
            connect.writeUTF("MQTT");
            connect.write(new byte[] {4, 2, 0, 0});
            connect.writeUTF(client);
            packet(0x10, body.toByteArray());
            out.flush();
            Thread.ofPlatform().daemon().start(this::read);
        }

        private synchronized void packet(int head, byte[] body) throws IOException {
            out.write(head);
            for (int left = body.length; ; ) {
                int part = left & 0x7F;
                left >>= 7;
                out.write(left > 0 ? part | 0x80 : part);
                if (left == 0) {
                    break;
                }
            }
            out.write(body);
        }

        void subscribe() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            DataOutputStream words = new DataOutputStream(body);
            words.writeShort(1);
            words.writeUTF("mycobrain/#");
            words.write(1);
            packet(0x82, body.toByteArray());
            out.flush();
        }

        void publish(String topic, int id, String text) throws IOException {
            window.acquireUninterruptibly();
            ByteArrayOutputStream body = new ByteArrayOutputStream(text.length() + 64);
            DataOutputStream words = new DataOutputStream(body);
            words.writeUTF(topic);
            words.writeShort(id);
            words.write(text.getBytes(UTF_8));
            packet(0x32, body.toByteArray());
        }

        private void read() {
            try {
                while (true) {
                    int head = in.readUnsignedByte();
                    int length = 0;
                    for (int shift = 0, part = 0x80; (part & 0x80) != 0; shift += 7) {
                        part = in.readUnsignedByte();
                        length |= (part & 0x7F) << shift;
                    }
                    byte[] body = in.readNBytes(length);
                    if (head >> 4 == 4) {
                        window.release();
                        confirmed.increment();
                    } else if (head >> 4 == 3) {
                        int at = 2 + ((body[0] & 0xFF) << 8 | body[1] & 0xFF);
                        received.increment();
                        packet(0x40, new byte[] {body[at], body[at + 1]});
                        if (in.available() == 0) {
                            synchronized (this) {
                                out.flush();
                            }
                        }
                    }
                }
            } catch (IOException e) {
                System.err.println("connection ended: " + e);
                System.exit(1);
            }
        }
    }

    private static void run(int port, int number) {
        try {
            Connection connection = new Connection(port, "cost-" + number);
            String topic = "mycobrain/cost-" + number + "/telemetry";
            long run = System.currentTimeMillis();
            long began = System.nanoTime();
            for (long n = 0; ; ) {
                long due = (System.nanoTime() - began) * RATE / CLIENTS / 1_000_000_000L;
                if (due - n > RATE / CLIENTS) {
                    // more than a second late: it is no use to catch up
                    began = System.nanoTime() - n * CLIENTS * 1_000_000_000L / RATE;
                }
                for (; n < due; n++) {
                    String body = """
                            {"seq":%d,"ts":{"utc":"2026-11-20T07:00:00Z"},"msgId":"cost-%d-%d-%d","pack":[\
                            {"id":"temperature","v":22.41,"u":"C"},{"id":"humidity","v":81.20,"u":"%%RH"},\
                            {"id":"pressure","v":1013.25,"u":"hPa"},{"id":"gas","v":%d,"u":"Ohm"}]}""".formatted(n, number, run, n, 40_000 + n % 1000);
                    connection.publish(topic, (int) (n % 65_535) + 1, body);
                }
                synchronized (connection) {
                    connection.out.flush();
                }
                LockSupport.parkNanos(2_000_000);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long ticks(String pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        if (args.length > 2) {
            new Connection(port, "cost-subscriber").subscribe();
        }
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            Thread.ofPlatform().daemon().start(() -> run(port, number));
        }
        Thread.sleep(1000L * Integer.getInteger("warmup", 20));
        long before = confirmed.sum();
        long heard = received.sum();
        long ticks = ticks(args[1]);
        long start = System.nanoTime();
        Thread.sleep(1000L * Integer.getInteger("seconds", 20));
        double seconds = (System.nanoTime() - start) / 1e9;
        long messages = confirmed.sum() - before;
        double cpu = (ticks(args[1]) - ticks) / (double) TICKS_PER_SECOND;
        System.out.printf(
                "%d messages acknowledged in %.1f s, %.0f a second; %d passed on to the subscriber; processor time %.2f s, %.1f us a message%n",
                messages, seconds, messages / seconds, received.sum() - heard, cpu, 1e6 * cpu / messages);
    }
}
