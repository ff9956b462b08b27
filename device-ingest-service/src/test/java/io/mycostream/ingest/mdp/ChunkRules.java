package io.mycostream.ingest.mdp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The rules for one chunk, written down as slowly and as close to the specification as possible: whole chunks, copies, a
 * sum bit by bit, no state. The reader has to find the same things in any stream whose last chunk is complete.
 *
 * <p>Frames are told by their raw bytes in hex, rejections by their reason.
 */
final class ChunkRules {

    private ChunkRules() {}

    static List<String> read(byte[] stream) {
        List<String> found = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < stream.length; at++) {
            if (stream[at] == 0) {
                readChunk(Arrays.copyOfRange(stream, start, at), found);
                start = at + 1;
            }
        }
        return found;
    }

    static String describe(MdpInput input) {
        return switch (input) {
            case MdpFrame frame -> frame.variant().label() + " " + hex(frame.raw());
            case TextLine line -> "text " + line.text();
            case Rejection rejection -> rejection.reason().label();
        };
    }

    private static void readChunk(byte[] chunk, List<String> found) {
        int taken = 0;
        for (int start = 0, at = 0; at < chunk.length && isText(chunk[at]); at++) {
            if (chunk[at] == '\n') {
                String line = line(chunk, start, at);
                if (!line.isBlank()) {
                    found.add("text " + line);
                    taken = at + 1;
                }
                start = at + 1;
            }
        }
        byte[] rest = Arrays.copyOfRange(chunk, taken, chunk.length);
        if (rest.length == 0) {
            return;
        }
        if (rest.length > 2048) {
            found.add("oversize");
            linesWithin(rest, found);
            return;
        }
        String first = judge(rest);
        Optional<String> frame = Optional.of(first).filter(ChunkRules::isFrame);
        for (int at = 1; at < rest.length && frame.isEmpty(); at++) {
            if (rest[at - 1] == '\n') {
                frame = Optional.of(judge(Arrays.copyOfRange(rest, at, rest.length)))
                        .filter(ChunkRules::isFrame);
            }
        }
        if (frame.isPresent()) {
            found.add(frame.get());
        } else if (isText(rest)) {
            Arrays.stream(new String(rest, UTF_8).split("\n", -1))
                    .map(line -> line.replaceAll("\r+$", ""))
                    .filter(line -> !line.isBlank())
                    .forEach(line -> found.add("text " + line));
        } else {
            found.add(first);
        }
    }

    /** What is too long for a frame may be the console of a board that never sends a delimiter. */
    private static void linesWithin(byte[] rest, List<String> found) {
        for (int start = 0, at = 0; at < rest.length; at++) {
            if (rest[at] == '\n') {
                String line = line(rest, start, at);
                if (isText(Arrays.copyOfRange(rest, start, at)) && !line.isBlank()) {
                    found.add("text " + line);
                }
                start = at + 1;
            }
        }
    }

    private static boolean isFrame(String judgement) {
        return judgement.startsWith("mdp1");
    }

    private static String judge(byte[] candidate) {
        byte[] raw;
        try {
            raw = Cobs.decode(candidate);
        } catch (MdpFormatException e) {
            return "cobs_error";
        }
        if (raw.length < 15) {
            return "short_frame";
        }
        int sum = 0xFFFF;
        for (byte b : Arrays.copyOf(raw, raw.length - 2)) {
            sum ^= (b & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                sum = ((sum & 0x8000) == 0 ? sum << 1 : sum << 1 ^ 0x1021) & 0xFFFF;
            }
        }
        ByteBuffer in = ByteBuffer.wrap(raw);
        boolean highFirst = Short.toUnsignedInt(in.getShort(raw.length - 2)) == sum;
        boolean lowFirst = Short.toUnsignedInt(in.order(ByteOrder.LITTLE_ENDIAN).getShort(raw.length - 2)) == sum;
        if (!highFirst && !lowFirst) {
            return "crc_error";
        }
        if (lowFirst && raw.length >= 18 && raw[0] == 0x5A && raw[1] == (byte) 0xA1) {
            return raw[2] == 1 ? "mdp1-le16 " + hex(raw) : "bad_version";
        }
        if (highFirst && raw[0] >= 1 && raw[0] <= 4) {
            int announced = Short.toUnsignedInt(in.order(ByteOrder.BIG_ENDIAN).getShort(3));
            return announced == raw.length - 15 ? "mdp1-be13 " + hex(raw) : "length_error";
        }
        return "unknown_variant";
    }

    private static String line(byte[] chunk, int from, int to) {
        return new String(chunk, from, to - from, UTF_8).replaceAll("\r+$", "");
    }

    private static boolean isText(byte[] bytes) {
        for (byte b : bytes) {
            if (!isText(b)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isText(byte b) {
        return b < 0 || b == '\t' || b == '\r' || b == '\n' || (b >= 0x20 && b <= 0x7E);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
