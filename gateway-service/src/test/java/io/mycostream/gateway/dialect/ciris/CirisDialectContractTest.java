package io.mycostream.gateway.dialect.ciris;

import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class CirisDialectContractTest extends DialectContract {

    @Override
    protected List<Conversation> conversations() {
        Identity ada = new Identity(Optional.of("ada \"}\n"), Optional.of(Role.ADMIN), Optional.empty());
        List<Conversation> conversations = new ArrayList<>();
        for (CirisStream stream : CirisStream.values()) {
            conversations.add(new SingleStream(stream, ada, 20));
        }
        for (Identity identity : List.of(ada, Identity.ANONYMOUS)) {
            conversations.add(new ChosenStreams(identity, Duration.ofSeconds(5)));
        }
        return conversations;
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
