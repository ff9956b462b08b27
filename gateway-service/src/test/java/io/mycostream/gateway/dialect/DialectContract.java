package io.mycostream.gateway.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every dialect promises, whoever talks to it and whatever is published: it answers in JSON, it refuses in the one way that
 * there is, or it is silent. A dialect's own test extends this; a failure names the seed that makes it again.
 */
public abstract class DialectContract {

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

    /** Every kind of conversation that the dialect has, by a name for failures; each call makes a new one. */
    protected abstract Map<String, Supplier<Conversation>> conversations();

    /** Frames as good clients send them; they are damaged here. */
    protected abstract List<String> frames();

    /** What is published for these clients: payloads by channel. Their members are changed here. */
    protected abstract Map<Channel, List<String>> payloads();

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
                    assertThat(refused.getMessage())
                            .isNotBlank()
                            .doesNotContain("Exception", "jackson", "io.mycostream");
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
        String good = frames().get(random.nextInt(frames().size()));
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
                ObjectNode changed = JsonNodeFactory.instance.objectNode();
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
                ArrayNode changed = JsonNodeFactory.instance.arrayNode();
                array.forEach(element -> changed.add(changed(element, random, false)));
                yield changed;
            }
            default -> value;
        };
    }

    private static JsonNode any(RandomGenerator random) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(9)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextInt(-2, 3));
            case 3 -> nodes.numberNode(random.nextLong());
            case 4 -> nodes.numberNode(random.nextDouble());
            case 5 -> nodes.objectNode();
            case 6 -> nodes.arrayNode().add(odd(random)).addNull();
            default -> nodes.textNode(odd(random));
        };
    }

    private static String odd(RandomGenerator random) {
        return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
    }
}
