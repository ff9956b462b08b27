package io.mycostream.ingest.mdp;

import java.util.Optional;

/**
 * The endpoints that have a name. Frames carry the code; one without a name is kept as a number and is valid.
 *
 * <p>Source: MycoBrain firmware, {@code mdp_types.h}.
 */
public enum MdpEndpoint {
    /** The board half with the sensors. */
    SIDE_A(0xA1),
    /** The board half with the radios. */
    SIDE_B(0xB1),
    /** The computer at the other end of the line. */
    GATEWAY(0xC0),
    /** Everyone. */
    BCAST(0xFF);

    private final int code;

    MdpEndpoint(int code) {
        this.code = code;
    }

    /** The endpoint's number on the wire, 0..255. */
    public int code() {
        return code;
    }

    /** The endpoint with this number, if it has a name. */
    public static Optional<MdpEndpoint> of(int code) {
        for (MdpEndpoint endpoint : values()) {
            if (endpoint.code == code) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }
}
