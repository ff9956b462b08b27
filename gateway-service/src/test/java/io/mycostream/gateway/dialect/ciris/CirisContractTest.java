package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

class CirisContractTest extends DialectContract {

    private static final Identity ADA =
            new Identity(Optional.of("ada \"}\n"), Optional.of(Role.ADMIN), Optional.empty());

    @Override
    protected Map<String, Supplier<Conversation>> conversations() {
        return Map.of(
                "messages", () -> new SingleStream(CirisStream.MESSAGE, ADA, 20),
                "telemetry", () -> new SingleStream(CirisStream.TELEMETRY, ADA, 20),
                "reasoning", () -> new SingleStream(CirisStream.REASONING, Identity.ANONYMOUS, 20),
                "logs", () -> new SingleStream(CirisStream.LOG, ADA, 20),
                "all", () -> new ChosenStreams(ADA, Duration.ofSeconds(5)),
                "all of nobody", () -> new ChosenStreams(Identity.ANONYMOUS, Duration.ofSeconds(5)));
    }

    @Override
    protected List<String> frames() {
        return List.of(
                "{\"type\":\"subscribe\",\"streams\":[\"message\",\"log\",\"message\",\"nothing\"]}",
                "{\"type\":\"unsubscribe\",\"streams\":[\"telemetry\"]}",
                "{\"type\":\"filter\",\"levels\":[\"ERROR\",\"INFO\"]}",
                "{\"type\":\"ping\"}",
                "{\"type\":\"heartbeat\"}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Map.of(
                CirisStream.MESSAGE.channel(),
                List.of(
                        "{\"message_id\":\"m\",\"channel_id\":\"c\",\"author_id\":\"a\",\"content\":\"hi\",\"direction\":\"incoming\"}"),
                CirisStream.TELEMETRY.channel(),
                List.of("{\"metric_name\":\"cpu\",\"value\":0.5,\"unit\":null,\"tags\":{\"host\":\"a\"}}"),
                CirisStream.REASONING.channel(),
                List.of("{\"reasoning_id\":\"r\",\"step\":\"s\",\"thought\":\"t\",\"depth\":3,\"handler\":null}"),
                CirisStream.LOG.channel(),
                List.of("{\"level\":\"ERROR\",\"logger_name\":\"l\",\"message\":\"m\",\"context\":{\"deep\":[{}]}}"));
    }
}
