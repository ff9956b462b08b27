package io.mycostream.gateway.autobahn;

import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.ClientCommand;
import io.mycostream.gateway.stream.Dialect;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Publication;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Translation;
import io.mycostream.gateway.stream.Transport;
import java.util.Optional;

/** Understands nothing, and tells the client in its own words what was not understood. */
enum EchoDialect implements Dialect {
    ECHO;

    static final Subscription NOTHING = Subscription.toAll(new Channel("echo:nothing"));

    @Override
    public Optional<Translation> translate(Publication publication) {
        return Optional.empty();
    }

    @Override
    public ClientCommand decode(String frame) throws ProtocolException {
        throw new ProtocolException(frame);
    }

    @Override
    public Optional<Message> encode(ServerEvent event, Subscription subscription, Transport transport) {
        return event instanceof ServerEvent.Misunderstood misunderstood
                ? Optional.of(new Message(misunderstood.problem(), null, null))
                : Optional.empty();
    }
}
