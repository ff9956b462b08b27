package io.mycostream.gateway.dialect.echo;

import io.mycostream.gateway.dialect.DialectContract;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Conversation;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a dialect of the tests alone promises as every dialect does. */
class EchoContractTest extends DialectContract {

    @Override
    protected Map<String, Supplier<Conversation>> conversations() {
        return Map.of("echo", () -> new EchoConversation("lab \"1\"\n"));
    }

    @Override
    protected List<String> frames() {
        return List.of("{\"type\":\"ping\"}");
    }

    @Override
    protected Map<Channel, List<String>> payloads() {
        return Map.of(EchoDialect.channel("lab"), List.of("{\"n\":[1,{\"x\":null}],\"text\":\"hello\"}"));
    }
}
