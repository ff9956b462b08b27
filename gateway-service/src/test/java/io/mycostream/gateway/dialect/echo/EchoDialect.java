package io.mycostream.gateway.dialect.echo;

import io.mycostream.gateway.dialect.JsonText;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.Translation;
import java.util.List;
import java.util.Optional;

/** Every publication is told as it was published: {@code {"echo": <payload>, "from": <source>}}. */
enum EchoDialect implements Dialect {
    ECHO;

    /** The channel that clients call so. */
    static Channel channel(String name) {
        return new Channel("echo:" + name);
    }

    @Override
    public Optional<Translation> translate(Publication publication) {
        return Optional.of(new Echo(publication));
    }

    private record Echo(Publication publication) implements Translation {

        @Override
        public List<String> keys() {
            return List.of();
        }

        @Override
        public Optional<Message> message() {
            String json = new JsonText()
                    .raw("echo", publication.payload())
                    .string("from", publication.source())
                    .end();
            return Optional.of(new Message(json, "echo", publication.id()));
        }
    }
}
