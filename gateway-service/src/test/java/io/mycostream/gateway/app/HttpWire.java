package io.mycostream.gateway.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One HTTP/1 request on a bare connection, and its answer byte by byte; made for streams of server-sent events. */
final class HttpWire implements AutoCloseable {

    /** One server-sent event, its fields as they came. */
    record Event(@Nullable String id, @Nullable String event, String data) {}

    private final Wire wire;
    private final String statusLine;
    private final List<String> headers = new ArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    private HttpWire(Wire wire) {
        this.wire = wire;
        this.statusLine = wire.line();
        for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
            headers.add(line);
        }
    }

    /** Sends a request without a body and reads the head of the answer. */
    static HttpWire request(int port, String requestLine, String... headers) {
        Wire wire = Wire.to(port);
        wire.send(requestLine + "\r\nHost: 127.0.0.1:" + port + "\r\n"
                + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n") + "\r\n");
        return answer(wire);
    }

    /** Reads the head of the answer to a request that was sent already. */
    static HttpWire answer(Wire wire) {
        return new HttpWire(wire);
    }

    String statusLine() {
        return statusLine;
    }

    int status() {
        return Integer.parseInt(statusLine.split(" ")[1]);
    }

    Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.regionMatches(true, 0, name + ':', 0, name.length() + 1))
                .map(header -> header.substring(name.length() + 1).strip())
                .findFirst();
    }

    /** The next chunk of the chunked transfer coding, exactly as framed; empty at the end of the answer. */
    String chunk() {
        int size = Integer.parseInt(wire.line(), 16);
        String chunk = new String(wire.octets(size), UTF_8);
        if (!wire.line().isEmpty()) {
            throw new AssertionError("a chunk must end with CR LF");
        }
        return chunk;
    }

    /** The next event; comments are passed over. */
    Event next() {
        String text = nextText();
        while (text.startsWith(":")) {
            text = nextText();
        }
        return parse(text);
    }

    /** Everything up to the next empty line, that line included; empty at the end of a chunked answer. */
    String nextText() {
        return chunked() ? chunk() : upToEmptyLine();
    }

    private boolean chunked() {
        return header("Transfer-Encoding").map("chunked"::equals).orElse(false);
    }

    private String upToEmptyLine() {
        body.reset();
        int before = 0;
        for (int octet = wire.octet(); octet != '\n' || before != '\n'; octet = wire.octet()) {
            body.write(octet);
            before = octet;
        }
        body.write('\n');
        return body.toString(UTF_8);
    }

    static Event parse(String text) {
        if (!text.endsWith("\n\n")) {
            throw new AssertionError("an event must end with an empty line: " + text);
        }
        String id = null;
        String event = null;
        String data = null;
        for (String line : text.substring(0, text.length() - 2).split("\n", -1)) {
            if (line.startsWith("id: ") && id == null) {
                id = line.substring(4);
            } else if (line.startsWith("event: ") && event == null) {
                event = line.substring(7);
            } else if (line.startsWith("data: ") && data == null) {
                data = line.substring(6);
            } else if (!line.matches("retry: [0-9]+")) {
                throw new AssertionError("unexpected line «" + line + "» in: " + text);
            }
        }
        if (data == null) {
            throw new AssertionError("an event without data: " + text);
        }
        return new Event(id, event, data);
    }

    /** The whole body of an answer with a length. */
    String fixedBody() {
        int length = header("Content-Length").map(Integer::parseInt).orElse(0);
        return new String(wire.octets(length), UTF_8);
    }

    boolean endsWithin(Duration time) {
        return wire.endsWithin(time);
    }

    boolean silentFor(Duration time) {
        return wire.silentFor(time);
    }

    void reset() {
        wire.reset();
    }

    @Override
    public void close() {
        wire.close();
    }
}
