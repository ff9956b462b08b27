package io.mycostream.torture.node;

import io.mycostream.torture.journal.Remains;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the nodes and Redis count of clients: all of it goes to zero when nobody is there. */
public final class Counters {

    private static final List<String> METRICS = List.of("stream_connections", "stream_users");
    private static final String PLACES = "mycostream:places:*";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Counters() {}

    /** Reads all of them now. */
    public static List<Remains> read(List<GatewayNode> gateways, int redisPort)
            throws IOException, InterruptedException {
        List<Remains> remains = new ArrayList<>();
        for (GatewayNode gateway : gateways) {
            String metrics = gateway.metrics();
            for (String name : METRICS) {
                remains.add(new Remains("gateway " + gateway.number(), name, sum(metrics, name)));
            }
        }
        try (Resp redis = new Resp(redisPort, PATIENCE)) {
            remains.add(new Remains("Redis", PLACES, places(redis)));
        }
        return remains;
    }

    /** The sum of a metric over its tags; of one that is not there, zero. */
    static double sum(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + '{') || line.startsWith(name + ' '))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Places whose lease has not ended; what has ended is only swept up when somebody wants a place. */
    private static long places(Resp redis) throws IOException {
        if (!(redis.command("TIME") instanceof List<?> time)) {
            throw new IOException("TIME was answered in another form");
        }
        String now = time.getFirst() + "000";
        long places = 0;
        String cursor = "0";
        do {
            if (!(redis.command("SCAN", cursor, "MATCH", PLACES, "COUNT", "1000") instanceof List<?> answer)
                    || !(answer.getLast() instanceof List<?> keys)) {
                throw new IOException("SCAN was answered in another form");
            }
            cursor = String.valueOf(answer.getFirst());
            for (Object key : keys) {
                if (redis.command("ZCOUNT", String.valueOf(key), now, "+inf") instanceof Long held) {
                    places += held;
                }
            }
        } while (!cursor.equals("0"));
        return places;
    }
}
