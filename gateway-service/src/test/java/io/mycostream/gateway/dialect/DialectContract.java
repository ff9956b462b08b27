package io.mycostream.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import io.mycostream.gateway.stream.Dialect;
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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every dialect promises, whoever talks to it and whatever is published: it answers in JSON, it refuses in the one way that
 * there is, or it is silent. A dialect's own test extends this; a failure names the seed that makes it again.
 */
public abstract class DialectContract {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Texts that end lines, quotes and patience. */
    private static final List<String> ODD_TEXTS = List.of(
            "",
            " ",
            "\"",
            "\\",
            "a\nb",
            "\r",
            "\u0000",
            "\u2028",
            "\ud83c",
            "🍄",
            "</script>",
            "*",
            "a:b/c%2F",
            "ping");

    /** What no text of ours has in it by chance. */
    private static final String MARK = "Zebra7391";

    private static final long MARK_NUMBER = 739_173_917_391L;

    /** Every kind of conversation that the dialect has, by a name for failures; each call makes a new one. */
    protected abstract Map<String, Supplier<Conversation>> conversations();

    /**
     * Frames as good clients send them; they are damaged here. None when the clients say nothing; what some of them have to say
     * first stands first.
     */
    protected abstract List<String> frames();

    /** What is published for these clients: payloads by channel. Their members are changed here. */
    protected abstract Map<Channel, List<String>> payloads();

    /** What a message says to be wrong with what the client sent; empty when it does not say so. */
    protected Optional<String> error(JsonNode message) {
        boolean isOne = Stream.of("type", "event_type")
                .anyMatch(member -> "error".equals(message.path(member).textValue()));
        return isOne
                ? Optional.of(message.toString())
                : Optional.ofNullable(message.path("error").textValue());
    }

    static LongStream seeds() {
        return LongStream.concat(LongStream.range(0, 20), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void framesAreAnsweredOrRefused(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        conversations().forEach((name, conversation) -> {
            Conversation current = opened(conversation);
            for (int i = 0; i < 300; i++) {
                String frame = frame(random);
                try {
                    Turn turn = current.receive(frame);
                    assertSayable(turn);
                    if (turn.end().isPresent()) {
                        current = opened(conversation);
                    }
                } catch (ProtocolException refused) {
                    assertSafe(String.valueOf(refused.getMessage()), name);
                } catch (RuntimeException | AssertionError wrong) {
                    throw new AssertionError(name + ", seed " + seed + ", frame " + frame, wrong);
                }
            }
        });
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void publicationsAreToldOrPassedOver(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        conversations()
                .forEach((name, conversation) -> payloads().forEach((channel, payloads) -> {
                    Conversation current = opened(conversation);
                    for (int i = 0; i < 100; i++) {
                        JsonNode payload = changed(read(payloads.get(random.nextInt(payloads.size()))), random, true);
                        try {
                            Optional<Translation> translation = current.dialect()
                                    .translate(new Publication(
                                            channel, null, "id-" + i, odd(random), odd(random), payload.toString()));
                            if (translation.isPresent()) {
                                assertThat(translation.get().keys()).doesNotContainNull();
                                translation.get().message().ifPresent(DialectContract::assertSayable);
                                Turn turn = current.heard(translation.get());
                                assertThat(turn.enter()).isEmpty();
                                assertSayable(turn);
                            }
                        } catch (RuntimeException | AssertionError wrong) {
                            throw new AssertionError(
                                    name + ", seed " + seed + ", on " + channel.name() + ' ' + payload, wrong);
                        }
                    }
                }));
    }

    @Test
    void whatHappensIsToldInJsonOrNotAtAll() {
        List<ServerEvent> events =
                new ArrayList<>(List.of(new ServerEvent.Heartbeat(NOW), new ServerEvent.Draining(NOW)));
        for (GapReason reason : GapReason.values()) {
            events.add(new ServerEvent.Gap(NOW, reason));
        }
        for (String text : ODD_TEXTS) {
            events.add(new ServerEvent.Misunderstood(NOW, text));
        }

        conversations().forEach((name, conversation) -> {
            for (ServerEvent event : events) {
                opened(conversation).tell(event).ifPresent(DialectContract::assertSayable);
            }
        });
    }

    @Test
    void openingsAreJsonWhateverCouldBeRecovered() {
        conversations().forEach((name, conversation) -> {
            for (Recovery.Verdict verdict : Recovery.Verdict.values()) {
                Turn opening = conversation.get().open(_ -> {});
                Recovery recovery = new Recovery(List.of(), verdict, Optional.of("a place"));

                opening.answer().words(NOW, recovery).forEach(DialectContract::assertSayable);
            }
        });
    }

    // a client that was just let in can be told at once that it is to go
    @Test
    void endsAtAnyTime() {
        conversations().values().forEach(conversation -> opened(conversation).ended());
    }

    /** COM-26: as deep as a frame can be. */
    @Test
    void deepNestingIsRefused() {
        String[] deep = {"[".repeat(65_536), "{\"a\":".repeat(13_000), "{\"type\":" + "[".repeat(60_000)};
        conversations().forEach((name, conversation) -> {
            for (Conversation current : freshAndBegun(conversation)) {
                for (String frame : deep) {
                    receive(current, frame, name);
                }
            }
        });
    }

    /** COM-27: error texts name what was expected; never what was seen, never our insides. */
    @Test
    void whatIsNotUnderstoodIsNeverRepeated() {
        List<String> marked = new ArrayList<>(List.of(
                MARK,
                "\"" + MARK + "\"",
                "[\"" + MARK + "\"]",
                "{" + MARK + "}",
                "{\"" + MARK + "\":\"" + MARK + "\"}",
                "{\"type\":\"" + MARK + "\",\"action\":\"" + MARK + "\"}",
                "{\"type\":{\"" + MARK + "\":1}}",
                "{\"type\":" + MARK_NUMBER + "}"));
        frames().forEach(frame -> marked.addAll(marked(frame)));

        conversations().forEach((name, conversation) -> {
            for (String frame : marked) {
                freshAndBegun(conversation).forEach(current -> receive(current, frame, name));
            }
        });
    }

    /** COM-4, COM-5: ids, sources and times of publishers are strings of any characters and stay inside theirs. */
    @Test
    void whatPublishersCallThemselvesStaysInsideItsString() {
        String wild = "-\",\"type\":\"x\\\"},{\n\r\u0000\u0001\u2028</script>\ud800 🍄";
        conversations()
                .forEach((name, conversation) -> payloads().forEach((channel, payloads) -> {
                    for (String payload : payloads) {
                        Dialect dialect = conversation.get().dialect();
                        Publication tame =
                                new Publication(channel, null, "id-tame", "time-tame", "source-tame", payload);
                        Publication odd =
                                new Publication(channel, null, "id" + wild, "time" + wild, "source" + wild, payload);

                        Optional<Message> expected = told(dialect, tame);
                        Optional<Message> told = told(dialect, odd);

                        UnaryOperator<String> asWild = text -> text.replace("-tame", wild);
                        assertThat(told.map(message -> read(message.json())))
                                .as("%s, on %s %s", name, channel, payload)
                                .isEqualTo(expected.map(message -> withTexts(read(message.json()), asWild)));
                        assertThat(told.map(Message::event)).isEqualTo(expected.map(Message::event));
                    }
                }));
    }

    private static Optional<Message> told(Dialect dialect, Publication publication) {
        return dialect.translate(publication).flatMap(Translation::message);
    }

    /** One conversation that has heard nothing from its client yet, and one that has heard what has to be said first. */
    private List<Conversation> freshAndBegun(Supplier<Conversation> conversations) {
        Conversation begun = opened(conversations);
        frames().stream().findFirst().ifPresent(first -> receive(begun, first, "first"));
        return List.of(opened(conversations), begun);
    }

    /** Sends a frame as its session would. */
    private void receive(Conversation conversation, String frame, String name) {
        String situation = name + ", frame " + frame.substring(0, Math.min(frame.length(), 300));
        try {
            for (Message message : conversation.receive(frame).answer().words(NOW, Recovery.NONE)) {
                assertSayable(message);
                error(read(message.json())).ifPresent(text -> assertSafe(text, situation));
            }
        } catch (ProtocolException refused) {
            assertSafe(String.valueOf(refused.getMessage()), situation);
        } catch (RuntimeException wrong) {
            throw new AssertionError(situation, wrong);
        }
    }

    private static void assertSafe(String error, String situation) {
        assertThat(error)
                .as(situation)
                .isNotBlank()
                .doesNotContain(MARK, Long.toString(MARK_NUMBER))
                .doesNotContainPattern("Exception|jackson|java\\.|mycostream|[a-z]\\.[A-Z]|@[0-9a-f]{4}");
    }

    private static Conversation opened(Supplier<Conversation> conversations) {
        Conversation conversation = conversations.get();
        assertSayable(conversation.open(_ -> {}));
        return conversation;
    }

    private static void assertSayable(Turn turn) {
        turn.answer().words(NOW, Recovery.NONE).forEach(DialectContract::assertSayable);
    }

    /** One JSON object without a member twice, and fields that stay on their lines. */
    private static void assertSayable(Message message) {
        assertThat(read(message.json()).isObject()).as(message.json()).isTrue();
        if (message.event() != null) {
            assertThat(message.event()).isNotEmpty().doesNotContain("\n", "\r");
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + json, e);
        }
    }

    private String frame(RandomGenerator random) {
        String good = frames().isEmpty() ? "{\"type\":\"ping\"}" : frames().get(random.nextInt(frames().size()));
        return switch (random.nextInt(4)) {
            case 0 -> characters(random);
            case 1 -> damaged(good, random);
            case 2 -> changed(read(good), random, true).toString();
            default -> good;
        };
    }

    private static String characters(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        int most = random.nextBoolean() ? 0x80 : 0x1_0000;
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append((char) random.nextInt(most));
        }
        return text.toString();
    }

    private static String damaged(String good, RandomGenerator random) {
        StringBuilder text = new StringBuilder(good);
        for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.setCharAt(at, (char) random.nextInt(0x100));
                default -> text.insert(at, text.substring(0, at));
            }
        }
        return text.toString();
    }

    /** The same value with some of its parts replaced by others, or left out; an object stays one. */
    private static JsonNode changed(JsonNode value, RandomGenerator random, boolean whole) {
        if (!whole && random.nextInt(6) == 0) {
            return any(random);
        }
        return switch (value) {
            case ObjectNode object -> {
                ObjectNode changed = NODES.objectNode();
                object.properties().forEach(member -> {
                    if (random.nextInt(12) > 0) {
                        changed.set(member.getKey(), changed(member.getValue(), random, false));
                    }
                });
                if (random.nextInt(6) == 0) {
                    changed.set("x" + odd(random), any(random));
                }
                yield changed;
            }
            case ArrayNode array -> {
                ArrayNode changed = NODES.arrayNode();
                array.forEach(element -> changed.add(changed(element, random, false)));
                yield changed;
            }
            default -> value;
        };
    }

    private static JsonNode any(RandomGenerator random) {
        return switch (random.nextInt(9)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(-2, 3));
            case 3 -> NODES.numberNode(random.nextLong());
            case 4 -> NODES.numberNode(random.nextDouble());
            case 5 -> NODES.objectNode();
            case 6 -> NODES.arrayNode().add(odd(random)).addNull();
            default -> NODES.textNode(odd(random));
        };
    }

    /** The frame with every value in it, one at a time, replaced by others of each type that carry the mark. */
    private static List<String> marked(String json) {
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

    private static JsonNode withTexts(JsonNode node, UnaryOperator<String> change) {
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

    private static String odd(RandomGenerator random) {
        return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
    }
}
