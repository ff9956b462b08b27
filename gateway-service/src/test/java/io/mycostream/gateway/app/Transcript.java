package io.mycostream.gateway.app;

import io.mycostream.gateway.app.TranscriptStep.As;
import io.mycostream.gateway.app.TranscriptStep.Closed;
import io.mycostream.gateway.app.TranscriptStep.Comment;
import io.mycostream.gateway.app.TranscriptStep.Ended;
import io.mycostream.gateway.app.TranscriptStep.Expected;
import io.mycostream.gateway.app.TranscriptStep.Form;
import io.mycostream.gateway.app.TranscriptStep.Header;
import io.mycostream.gateway.app.TranscriptStep.Hear;
import io.mycostream.gateway.app.TranscriptStep.Heard;
import io.mycostream.gateway.app.TranscriptStep.Leave;
import io.mycostream.gateway.app.TranscriptStep.Message;
import io.mycostream.gateway.app.TranscriptStep.Nothing;
import io.mycostream.gateway.app.TranscriptStep.OpenEvents;
import io.mycostream.gateway.app.TranscriptStep.OpenSocket;
import io.mycostream.gateway.app.TranscriptStep.Publish;
import io.mycostream.gateway.app.TranscriptStep.PublishPlain;
import io.mycostream.gateway.app.TranscriptStep.Request;
import io.mycostream.gateway.app.TranscriptStep.Send;
import io.mycostream.gateway.app.TranscriptStep.Status;
import io.mycostream.gateway.app.TranscriptStep.Vanish;
import io.mycostream.gateway.app.TranscriptStep.Who;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A conversation of clients with the gateway, written down; {@code src/test/resources/dialects/README.md} says how.
 *
 * @param name the file's, below that folder
 * @param gateway how the gateway is set up; {@code default} when it says nothing
 */
record Transcript(String name, String title, String gateway, List<Line> lines) {

    /**
     * One line, with those that continue it.
     *
     * @param number where it begins, counted from 1
     * @param client whose it is; empty for the client without a name
     */
    record Line(int number, String client, String text, TranscriptStep step) {}

    /** What is wrong with a transcript, and where. */
    static final class FormatException extends RuntimeException {

        private static final long serialVersionUID = 1;

        FormatException(String name, int line, String problem) {
            super("dialects/" + name + ':' + line + ": " + problem);
        }
    }

    private static final Path FOLDER = Path.of("src/test/resources/dialects");

    private static final Set<String> VERBS = Set.of(
            "as", "open", "get", "delete", "soon", "->", "->*", "->+", "<-", "--", "pub", "plain", "hear", "heard",
            "close", "vanish");

    private static final Pattern FIELD = Pattern.compile("(event|id|retry)\\s+(\\S+)\\s*");
    private static final Pattern OPTION = Pattern.compile("(source|id|time)\\s+(\\S+)\\s*");

    /** All transcripts for a gateway that is set up in this way; fewer when the property {@code transcript} says so. */
    static List<Transcript> all(String gateway) {
        String wanted = System.getProperty("transcript", "");
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .filter(file -> file.toString().contains(wanted))
                    .map(Transcript::read)
                    .filter(transcript -> transcript.gateway.equals(gateway))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Transcript read(Path file) {
        try {
            return parse(FOLDER.relativize(file).toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Transcript parse(String name, String text) {
        return new Parsing(
                        name,
                        text.replace("<unique>", UUID.randomUUID().toString().substring(0, 8)))
                .transcript();
    }

    @Override
    public String toString() {
        return name + ": " + title;
    }

    /** What the file says; a line that begins with a blank continues the one before. */
    private static final class Parsing {

        private final String name;
        private final List<Line> lines = new ArrayList<>();
        private String title = "";
        private String gateway = "default";
        private int number;
        private StringBuilder line = new StringBuilder();

        Parsing(String name, String text) {
            this.name = name;
            int at = 0;
            for (String next : (Iterable<String>) text.lines()::iterator) {
                at++;
                if (next.startsWith(" ") || next.startsWith("\t")) {
                    line.append('\n').append(next.strip());
                } else {
                    take();
                    line = new StringBuilder(next);
                    number = at;
                }
            }
            take();
        }

        Transcript transcript() {
            if (title.isEmpty() || lines.isEmpty()) {
                throw new FormatException(name, 1, "a transcript has a title, # and a sentence, and then lines");
            }
            checkThatSilenceIsProved();
            return new Transcript(name, title, gateway, List.copyOf(lines));
        }

        private void take() {
            String text = line.toString().strip();
            if (text.isEmpty() || text.startsWith("proves ")) {
                return;
            }
            if (text.startsWith("#")) {
                title = title.isEmpty() ? text.substring(1).strip() : title;
                return;
            }
            String[] words = text.split("\\s+", 2);
            if (words[0].equals("gateway")) {
                gateway = rest(words);
                return;
            }
            String client = "";
            if (!VERBS.contains(words[0])) {
                client = words[0];
                words = rest(words).split("\\s+", 2);
            }
            if (!VERBS.contains(words[0])) {
                throw new FormatException(name, number, "neither " + client + " nor " + words[0] + " is a verb");
            }
            try {
                lines.add(new Line(number, client, text, step(words[0], rest(words))));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new FormatException(name, number, "cannot be read: " + text + " (" + e.getMessage() + ')');
            }
        }

        private static String rest(String[] words) {
            return words.length < 2 ? "" : words[1];
        }

        /** Server-sent events have no ping and pong: that nothing came is seen by what comes next. */
        private void checkThatSilenceIsProved() {
            Map<String, Integer> unproved = new HashMap<>();
            Set<String> events = new HashSet<>();
            for (Line next : lines) {
                switch (next.step) {
                    case OpenEvents _ -> events.add(next.client);
                    case OpenSocket _ -> events.remove(next.client);
                    case Nothing _ -> {
                        if (events.contains(next.client)) {
                            unproved.put(next.client, next.number);
                        }
                    }
                    case Expected _ -> unproved.remove(next.client);
                    default -> {
                        // tells nothing
                    }
                }
            }
            unproved.forEach((client, at) -> {
                throw new FormatException(
                        name, at, "with server-sent events, -- needs a later <- of " + client + " that proves it");
            });
        }
    }

    private static TranscriptStep step(String verb, String rest) {
        return switch (verb) {
            case "as" -> as(rest.split("\\s+"));
            case "open" -> {
                String[] words = rest.split("\\s+", 2);
                yield switch (words[0]) {
                    case "ws" -> new OpenSocket(target(words[1]), headers(words[1]));
                    case "sse" -> new OpenEvents(target(words[1]), headers(words[1]));
                    default -> throw new IllegalArgumentException("open ws or open sse");
                };
            }
            case "get", "delete" -> request(verb, rest, false);
            case "soon" -> {
                String[] words = rest.split("\\s+", 2);
                yield request(words[0], words[1], true);
            }
            case "->" -> new Send(Form.TEXT, rest);
            case "->*" -> new Send(Form.BINARY, rest);
            case "->+" -> new Send(Form.FRAGMENTS, rest);
            case "<-" -> expected(rest);
            case "--" -> new Nothing();
            case "pub" -> publish(rest);
            case "hear" -> new Hear(channel(rest));
            case "heard" ->
                new Heard(
                        channel(rest),
                        TranscriptJson.expected(rest.substring(written(rest)).strip()));
            case "plain" ->
                new PublishPlain(channel(rest), rest.substring(written(rest)).strip());
            case "close" -> new Leave(rest.isEmpty() ? 1000 : Integer.parseInt(rest));
            case "vanish" -> new Vanish();
            default -> throw new IllegalArgumentException("no verb");
        };
    }

    private static As as(String[] words) {
        Who who = Who.valueOf(words[0].toUpperCase(Locale.ROOT));
        return new As(who, words.length < 2 ? Optional.empty() : Optional.of(words[1]));
    }

    private static Request request(String verb, String rest, boolean soon) {
        return new Request(verb.toUpperCase(Locale.ROOT), target(rest), headers(rest), soon);
    }

    private static String target(String rest) {
        String target = rest.split("\\s", 2)[0];
        if (!target.startsWith("/")) {
            throw new IllegalArgumentException("a path begins with /");
        }
        return target;
    }

    private static List<String> headers(String rest) {
        String[] parts = rest.split("\\s", 2);
        return parts.length < 2
                ? List.of()
                : parts[1].lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    private static Expected expected(String rest) {
        String[] words = rest.split("\\s+", 3);
        return switch (words[0]) {
            case "close" -> new Closed(Integer.parseInt(words[1]), words.length < 3 ? null : words[2]);
            case "end" -> new Ended();
            case "status" ->
                new Status(Integer.parseInt(words[1]), words.length < 3 ? null : TranscriptJson.expected(words[2]));
            case "header" -> new Header(words[1], words[2]);
            case ":" -> new Comment(rest.substring(1).strip());
            default -> message(rest);
        };
    }

    private static Message message(String rest) {
        Map<String, String> fields = new HashMap<>();
        int at = options(FIELD, rest, 0, fields);
        return new Message(
                fields.get("event"),
                fields.get("id"),
                fields.get("retry"),
                TranscriptJson.expected(rest.substring(at)));
    }

    private static Publish publish(String rest) {
        Map<String, String> options = new HashMap<>();
        int at = options(OPTION, rest, written(rest), options);
        String data = rest.substring(at);
        if (!data.startsWith("{")) {
            throw new IllegalArgumentException("the data of an envelope is an object");
        }
        return new Publish(
                channel(rest),
                Optional.ofNullable(options.get("source")),
                Optional.ofNullable(options.get("id")),
                Optional.ofNullable(options.get("time")).map(Instant::parse),
                data);
    }

    /** Reads words in pairs as long as there are some; returns where the rest begins. */
    private static int options(Pattern pair, String text, int from, Map<String, String> found) {
        Matcher pairs = pair.matcher(text).region(from, text.length());
        int at = from;
        while (pairs.lookingAt()) {
            found.put(pairs.group(1), pairs.group(2));
            at = pairs.end();
            pairs.region(at, text.length());
        }
        return at;
    }

    /** A channel is one word, or stands in quotes. */
    private static String channel(String rest) {
        String written = rest.substring(0, written(rest)).strip();
        return written.startsWith("\"") ? TranscriptJson.read(written).textValue() : written;
    }

    /** Where what follows the channel begins. */
    private static int written(String rest) {
        Matcher first = Pattern.compile("(\"(?:[^\"\\\\]|\\\\.)*\"|\\S+)\\s*").matcher(rest);
        if (!first.lookingAt()) {
            throw new IllegalArgumentException("a channel is missing");
        }
        return first.end();
    }
}
