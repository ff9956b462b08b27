package io.mycostream.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every dialect promises, whatever its clients and publishers send. One short subclass for each dialect runs all of it.
 */
public abstract class DialectContract {

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");

    /** What no text of ours has in it by chance. */
    private static final String MARK = "Zebra7391";

    private static final long MARK_NUMBER = 739_173_917_391L;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** One conversation of each kind that the dialect has, new ones each time. */
    protected abstract List<Conversation> conversations();

    /** Frames that its clients may send, of each kind at least one; none when they say nothing. */
    protected abstract List<String> frames();

    /** Payloads that its clients are told, by channel; of each kind at least one. */
    protected abstract Map<Channel, List<String>> payloads();

    /** Whether a message says that something the client sent was wrong. */
    protected boolean isError(JsonNode message) {
        return Stream.of("type", "event_type")
                        .map(member -> message.path(member).asText())
                        .anyMatch("error"::equals)
                || message.has("error");
    }

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    /** COM-28: whatever a client sends, it leads to a turn or is refused in the one documented way. */
    @ParameterizedTest
    @MethodSource("seeds")
    protected void understandsAnyFrameOrRefusesIt(long seed) {
        Random random = new Random(seed);
        for (Kind kind : kinds()) {
            for (int i = 0; i < 100; i++) {
                for (String frame : List.of(randomCharacters(random), randomTokens(random), damaged(random))) {
                    kind.receive(frame, "seed " + seed + ", frame " + frame);
                }
            }
        }
    }

    /** COM-26. */
    @Test
    protected void refusesDeepNesting() {
        for (Kind kind : kinds()) {
            for (String deep :
                    List.of("[".repeat(65_536), "{\"a\":".repeat(13_000), "{\"type\":" + "[".repeat(60_000))) {
                kind.receive(deep, "deep nesting");
            }
        }
    }

    /** Every greeting is JSON, and every frame that the subclass calls valid is answered in JSON by somebody. */
    @Test
    protected void answersInJson() {
        for (String frame : frames()) {
            boolean understood = false;
            for (Kind kind : kinds()) {
                understood |= kind.receive(frame, frame);
            }
            assertThat(understood).as("somebody understands %s", frame).isTrue();
        }
    }

    /** COM-27: error texts name what was expected; never what was seen, never our insides. */
    @Test
    protected void neverRepeatsWhatItDoesNotUnderstand() {
        List<String> marked = new ArrayList<>(List.of(
                MARK,
                "\"" + MARK + "\"",
                "[\"" + MARK + "\"]",
                "{" + MARK + "}",
                "{\"" + MARK + "\":\"" + MARK + "\"}",
                "{\"type\":\"" + MARK + "\",\"action\":\"" + MARK + "\"}",
                "{\"type\":{\"" + MARK + "\":1}}",
                "{\"type\":" + MARK_NUMBER + "}"));
        frames().forEach(frame -> marked.addAll(markedForms(frame)));
        for (String frame : marked) {
            for (Kind kind : kinds()) {
                kind.receive(frame, frame);
            }
        }
    }

    /** Whatever happens to a session, its client is told in JSON, or deliberately not at all. */
    @Test
    protected void tellsWhatHappensInJson() {
        List<ServerEvent> events = new ArrayList<>(List.of(
                new ServerEvent.Heartbeat(NOW),
                new ServerEvent.Draining(NOW),
                new ServerEvent.Misunderstood(NOW, "a \"type\" was expected\n\u0000\u2028\\")));
        for (GapReason reason : GapReason.values()) {
            events.add(new ServerEvent.Gap(NOW, reason));
        }
        for (ServerEvent event : events) {
            for (Conversation opened : conversations()) {
                opened.open(_ -> {});
                opened.tell(event).ifPresent(message -> read(message.json()));
            }
        }
    }

    /** COM-4, COM-5: ids, sources and times are strings of any characters and stay inside theirs. */
    @Test
    protected void keepsStringsOfPublishersInsideTheirs() {
        String hostile = "\",\"type\":\"x\\\"},{\n\r\u0000\u0001\u2028</script>\ud800 🍄";
        forEachPayload((dialect, channel, payload) -> {
            Message tame = told(dialect, new Publication(channel, null, "id-tame", "time-tame", "source-tame", payload))
                    .orElseThrow(() -> new AssertionError("not told: " + payload));
            Publication wild =
                    new Publication(channel, null, "id-" + hostile, "time-" + hostile, "source-" + hostile, payload);

            Message told = told(dialect, wild).orElseThrow(() -> new AssertionError("not told: " + wild));

            UnaryOperator<@Nullable String> asWild = text -> text == null ? null : text.replace("-tame", '-' + hostile);
            assertThat(read(told.json())).isEqualTo(withTexts(read(tame.json()), asWild));
            assertThat(told.event()).isEqualTo(asWild.apply(tame.event()));
        });
    }

    /** COM-3: members of any type, and none at all, hurt nobody. */
    @Test
    protected void survivesPayloadsOfAnyShape() {
        forEachPayload((dialect, channel, payload) -> {
            List<String> shapes = new ArrayList<>(markedForms(payload));
            shapes.add("{}");
            for (String shape : shapes) {
                told(dialect, new Publication(channel, null, "id", "time", null, shape))
                        .ifPresent(message -> read(message.json()));
            }
        });
    }

    private interface OfPayload {
        void check(Conversation conversation, Channel channel, String payload);
    }

    private void forEachPayload(OfPayload check) {
        payloads().forEach((channel, payloads) -> {
            for (String payload : payloads) {
                List<Conversation> conversations = conversations();
                conversations.forEach(conversation -> check.check(conversation, channel, payload));
            }
        });
    }

    private static Optional<Message> told(Conversation conversation, Publication publication) {
        return conversation.dialect().translate(publication).flatMap(Translation::message);
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < conversations().size(); i++) {
            kinds.add(new Kind(i, List.of()));
            if (!frames().isEmpty()) {
                // some listen to nothing else before they were told this
                kinds.add(new Kind(i, List.of(frames().getFirst())));
            }
        }
        return kinds;
    }

    /** A client of one kind; it comes again when it was sent away. */
    private final class Kind {

        private final int index;
        private final List<String> beginning;
        private Conversation conversation;

        Kind(int index, List<String> beginning) {
            this.index = index;
            this.beginning = beginning;
            this.conversation = opened();
        }

        private Conversation opened() {
            Conversation opened = conversations().get(index);
            check(opened.open(_ -> {}), "the opening");
            for (String frame : beginning) {
                try {
                    check(opened.receive(frame), frame);
                } catch (ProtocolException _) {
                    // not every kind understands every frame
                }
            }
            return opened;
        }

        /** Sends a frame as its session would; false when it was refused. */
        boolean receive(String frame, String situation) {
            try {
                Turn turn = conversation.receive(frame);
                check(turn, situation);
                if (turn.end().isPresent()) {
                    conversation.ended();
                    conversation = opened();
                }
                return true;
            } catch (ProtocolException refused) {
                checkError(Objects.requireNonNull(refused.getMessage()), situation);
                return false;
            } catch (RuntimeException wrong) {
                throw new AssertionError(situation, wrong);
            }
        }

        private void check(Turn turn, String situation) {
            for (Message message : turn.answer().words(NOW, Recovery.NONE)) {
                JsonNode json = read(message.json());
                if (isError(json)) {
                    checkError(message.json(), situation);
                }
            }
        }
    }

    private static void checkError(String text, String situation) {
        assertThat(text)
                .as(situation)
                .isNotBlank()
                .doesNotContain(MARK, Long.toString(MARK_NUMBER))
                .doesNotContainPattern("Exception|jackson|java\\.|mycostream|[a-z]\\.[A-Z]|@[0-9a-f]{4}");
    }

    private static JsonNode read(String json) {
        try {
            JsonNode message = JSON.readTree(json);
            assertThat(message.isObject()).as(json).isTrue();
            return message;
        } catch (JsonProcessingException broken) {
            return fail("no JSON: " + json, broken);
        }
    }

    /** The frame with every value in it, one at a time, replaced by others of each type that carry the mark. */
    private static List<String> markedForms(String json) {
        JsonNode tree = read(json);
        List<String> forms = new ArrayList<>();
        for (JsonNode other : List.of(
                NODES.textNode(MARK),
                NODES.numberNode(MARK_NUMBER),
                NODES.arrayNode().add(MARK),
                NODES.arrayNode().add(MARK_NUMBER).addNull(),
                NODES.objectNode().put(MARK, MARK),
                NODES.booleanNode(true),
                NODES.nullNode(),
                NODES.textNode(""),
                NODES.missingNode())) {
            // each place of the tree in turn, told apart by the order of the walk
            for (int place = 0; place < places(tree); place++) {
                forms.add(replaced(tree, place, other).toString());
            }
        }
        return forms;
    }

    private static int places(JsonNode tree) {
        int[] count = {0};
        walk(tree, _ -> count[0]++);
        return count[0];
    }

    private static void walk(JsonNode node, Consumer<JsonNode> visit) {
        for (JsonNode child : node) {
            visit.accept(child);
            walk(child, visit);
        }
    }

    /** A copy in which the value at this place of the walk is another one; a missing node takes it out. */
    private static JsonNode replaced(JsonNode tree, int place, JsonNode other) {
        int[] left = {place};
        JsonNode copy = tree.deepCopy();
        replace((ContainerNode<?>) copy, left, other);
        return copy;
    }

    private static void replace(ContainerNode<?> node, int[] left, JsonNode other) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : List.copyOf(object.properties())) {
                if (left[0]-- == 0) {
                    if (other.isMissingNode()) {
                        object.remove(member.getKey());
                    } else {
                        object.set(member.getKey(), other);
                    }
                } else if (left[0] >= 0 && member.getValue() instanceof ContainerNode<?> inner) {
                    replace(inner, left, other);
                }
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (left[0]-- == 0) {
                    array.set(i, other.isMissingNode() ? NODES.nullNode() : other);
                } else if (left[0] >= 0 && array.get(i) instanceof ContainerNode<?> inner) {
                    replace(inner, left, other);
                }
            }
        }
    }

    private static JsonNode withTexts(JsonNode node, UnaryOperator<@Nullable String> change) {
        return switch (node) {
            case ObjectNode object -> {
                ObjectNode changed = NODES.objectNode();
                object.properties()
                        .forEach(member -> changed.set(member.getKey(), withTexts(member.getValue(), change)));
                yield changed;
            }
            case ArrayNode array -> {
                ArrayNode changed = NODES.arrayNode();
                array.forEach(element -> changed.add(withTexts(element, change)));
                yield changed;
            }
            default -> node.isTextual() ? NODES.textNode(change.apply(node.textValue())) : node;
        };
    }

    private static String randomCharacters(Random random) {
        StringBuilder frame = new StringBuilder();
        random.ints(random.nextInt(60), 0, random.nextBoolean() ? 0x80 : 0x1_0000)
                .forEach(character -> frame.append((char) character));
        return frame.toString();
    }

    /** The tokens of JSON, and the words that this dialect's frames are made of. */
    private String randomTokens(Random random) {
        List<String> tokens = new ArrayList<>(List.of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"type\"",
                "\"\"",
                "\"x\"",
                "null",
                "true",
                "-1",
                "0.5e-7",
                "1e999999999",
                "\"\\u0000\"",
                "\"\\ud800\"",
                " ",
                "\\",
                "\""));
        for (String frame : frames()) {
            walk(read(frame), value -> tokens.add(value.toString()));
            read(frame).fieldNames().forEachRemaining(name -> tokens.add('"' + name + '"'));
        }
        StringBuilder frame = new StringBuilder(random.nextBoolean() ? "{" : "");
        for (int i = random.nextInt(20); i > 0; i--) {
            frame.append(tokens.get(random.nextInt(tokens.size())));
        }
        return frame.toString();
    }

    private String damaged(Random random) {
        List<String> valid = frames();
        StringBuilder frame =
                new StringBuilder(valid.isEmpty() ? "{\"type\":\"ping\"}" : valid.get(random.nextInt(valid.size())));
        for (int i = random.nextInt(4); i > 0 && !frame.isEmpty(); i--) {
            int at = random.nextInt(frame.length());
            if (random.nextBoolean()) {
                frame.deleteCharAt(at);
            } else {
                frame.setCharAt(at, (char) random.nextInt(0x100));
            }
        }
        return frame.toString();
    }
}
