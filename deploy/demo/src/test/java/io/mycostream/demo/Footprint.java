package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a gateway needs.
 *
 * @param heap bytes of the objects that are alive
 * @param frames bytes of encoded messages outside the heap
 * @param resident bytes of the process in memory; where the heap has its full size from the start, it grows with all else
 */
record Footprint(long heap, long frames, long resident) {

    /** A line of a class histogram. What fills the holes of a heap that was not compacted is no object. */
    private static final Pattern OBJECTS =
            Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(?!\\S*jdk\\.internal\\.vm\\.Filler)\\S");

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    /** Measures after a full collection. */
    static Footprint of(ServiceProcess gateway, HttpClient http) throws IOException, InterruptedException {
        String histogram = histogram(gateway.pid());
        long frames = (long) GatewayMetrics.of(gateway, http).value("stream_frames_bytes{state=\"used\"}");
        String status = Files.readString(Path.of("/proc/" + gateway.pid() + "/status"));
        return new Footprint(sum(OBJECTS, histogram), frames, sum(RESIDENT, status) << 10);
    }

    private static String histogram(long pid) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(output);
        }
        return output;
    }

    private static long sum(Pattern number, String text) {
        return number.matcher(text)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** Bytes of everything that is alive, in the heap and outside of it. */
    long alive() {
        return heap + frames;
    }
}
