package io.mycostream.ingest.mdp.body;

import io.mycostream.ingest.mdp.MdpType;

/**
 * Nothing: a bare acknowledgement is a frame of type {@link MdpType#ACK} without a payload, the heartbeat of the older
 * document one of type {@link MdpType#WIFISENSE}.
 */
public record NoBody(MdpType type) implements Body {

    @Override
    public byte[] encode() {
        return new byte[0];
    }
}
