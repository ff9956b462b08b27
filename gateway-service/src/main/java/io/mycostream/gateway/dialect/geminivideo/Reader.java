package io.mycostream.gateway.dialect.geminivideo;

import io.mycostream.gateway.identity.Identity;
import io.mycostream.gateway.identity.Role;
import io.mycostream.gateway.stream.Channel;
import io.mycostream.gateway.stream.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who reads, and which channels that makes.
 *
 * @param user who the client is; empty when it is nobody in particular
 * @param readsAllAlerts whether also those of others
 */
record Reader(Optional<String> user, boolean readsAllAlerts) {

    /**
     * Whoever was let in.
     *
     * @param claimed who somebody without a token says to be; it counts for nobody else
     */
    static Reader of(Identity identity, Optional<String> claimed) {
        return new Reader(identity.user().or(() -> claimed), identity.has(Role.ADMIN));
    }

    /** Alerts for everybody, and those for this reader alone. */
    List<Channel> alerts() {
        return Stream.concat(
                        Stream.of(ChannelType.ALERTS.channel(List.of())),
                        user.map(ChannelType.ALERTS::channel).filter(ChannelType::isPossible).stream())
                .toList();
    }

    /**
     * The channels that a subscription is about.
     *
     * @throws ProtocolException if they are somebody else's
     */
    List<Channel> channels(ChannelName name) throws ProtocolException {
        if (name.type() != ChannelType.ALERTS) {
            return List.of(name.channel());
        }
        if (name.isBare()) {
            return alerts();
        }
        if (!readsAllAlerts && !isOwn(name)) {
            throw new ProtocolException("alerts of other users need the role ADMIN");
        }
        return List.of(name.channel());
    }

    /** Given in one part: two together are the name of somebody else whose id has a colon. */
    private boolean isOwn(ChannelName name) {
        boolean one = name.id().isEmpty() || name.userId().isEmpty();
        return one && user.isPresent() && user.equals(name.id().or(name::userId));
    }
}
