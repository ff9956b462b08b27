package io.mycostream.ingest.mdp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The worked examples of the wire format, from {@code src/test/resources/mdp}. */
@SuppressWarnings("ArrayRecordComponent") // nothing compares examples
public final class Examples {

    /** A frame as printed: unstuffed, stuffed and decoded. */
    public record Valid(String title, byte[] raw, byte[] wire, String json) {
        @Override
        public String toString() {
            return title;
        }
    }

    /** Bytes as they arrive, and the words for what is to become of them. */
    public record Malformed(String title, byte[] wire, String expected) {
        @Override
        public String toString() {
            return title;
        }
    }

    private static final Pattern REPEATED = Pattern.compile("^([0-9a-f]{2}).* \\.\\.\\. \\((\\d+) bytes\\)$");

    private Examples() {}

    public static List<Valid> valid() {
        List<Valid> examples = new ArrayList<>();
        for (List<String> section : sections("valid-frames.txt")) {
            int raw = find(section, "raw  ");
            int wire = find(section, "wire ");
            int json = find(section, "json");
            examples.add(new Valid(
                    section.getFirst(),
                    announced(section.get(raw), hex(section.subList(raw + 1, wire))),
                    announced(section.get(wire), hex(section.subList(wire + 1, json))),
                    section.get(json + 1)));
        }
        return examples;
    }

    public static List<Malformed> malformed() {
        List<Malformed> examples = new ArrayList<>();
        for (List<String> section : sections("malformed-input.txt")) {
            int wire = find(section, "wire");
            int expected = find(section, "expected");
            byte[] bytes = hex(section.subList(wire + 1, expected));
            examples.add(new Malformed(section.getFirst(), bytes, section.get(expected + 1)));
        }
        return examples;
    }

    /** The valid example with this number. */
    public static Valid valid(int number) {
        return valid().stream()
                .filter(example -> example.title().startsWith(number + ". "))
                .findFirst()
                .orElseThrow();
    }

    /** The malformed example with this number, for example {@code M5}. */
    public static Malformed malformed(String number) {
        return malformed().stream()
                .filter(example -> example.title().startsWith(number + ". "))
                .findFirst()
                .orElseThrow();
    }

    static List<String> lines(String file) {
        try (InputStream in = Objects.requireNonNull(Examples.class.getResourceAsStream("/mdp/" + file))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<List<String>> sections(String file) {
        List<List<String>> sections = new ArrayList<>();
        for (String line : lines(file)) {
            if (line.startsWith("### ")) {
                sections.add(new ArrayList<>(List.of(line.substring(4))));
            } else if (!sections.isEmpty() && !line.isBlank()) {
                sections.getLast().add(line);
            }
        }
        return sections;
    }

    private static int find(List<String> section, String start) {
        for (int i = 1; i < section.size(); i++) {
            if (section.get(i).startsWith(start)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no line '" + start + "' in " + section.getFirst());
    }

    private static byte[] hex(List<String> lines) {
        Matcher repeated = REPEATED.matcher(lines.getLast());
        if (repeated.matches()) {
            byte[] bytes = new byte[Integer.parseInt(repeated.group(2))];
            Arrays.fill(bytes, (byte) HexFormat.fromHexDigits(repeated.group(1)));
            return bytes;
        }
        return HexFormat.of().parseHex(String.join("", lines));
    }

    private static byte[] announced(String heading, byte[] bytes) {
        String count = heading.replaceAll("\\D+", "");
        if (Integer.parseInt(count) != bytes.length) {
            throw new IllegalArgumentException(heading + " are announced, there are " + bytes.length);
        }
        return bytes;
    }
}
