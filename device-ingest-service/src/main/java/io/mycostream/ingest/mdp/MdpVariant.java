package io.mycostream.ingest.mdp;

/** The two wire forms of MDP version 1. They share framing and sum, and differ in header and byte order. */
public enum MdpVariant {
    /** Little-endian, 16-byte header, 32-bit sequence: what the boards speak. */
    LE16("mdp1-le16", Integer.SIZE),

    /** Big-endian, 13-byte header, 16-bit sequence: the form of the MycoBrain backend's own programs. */
    BE13("mdp1-be13", Short.SIZE);

    private final String label;
    private final int sequenceBits;

    MdpVariant(String label, int sequenceBits) {
        this.label = label;
        this.sequenceBits = sequenceBits;
    }

    /** The name used in logs, metrics and documents. */
    public String label() {
        return label;
    }

    /** Width of the sequence number in bits; it wraps to 0. */
    public int sequenceBits() {
        return sequenceBits;
    }
}
