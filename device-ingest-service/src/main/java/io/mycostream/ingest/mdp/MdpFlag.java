package io.mycostream.ingest.mdp;

import java.util.EnumSet;
import java.util.Set;

/** The bits of a little-endian header's flag byte. Source: MycoBrain firmware, {@code MdpFlags}. */
public enum MdpFlag {
    ACK_REQUESTED(0x01),
    IS_ACK(0x02),
    IS_NACK(0x04),
    /** Only in the older document; no firmware sets it. */
    HAS_COMMAND(0x08),
    /** Only in the older document; no firmware sets it. */
    FRAGMENTED(0x10);

    private final int bit;

    MdpFlag(int bit) {
        this.bit = bit;
    }

    /** The flag's bit within the flag byte. */
    public int bit() {
        return bit;
    }

    /** Whether this flag is set in a flag byte. */
    public boolean in(int flags) {
        return (flags & bit) != 0;
    }

    /** The flags that are set in a flag byte, lowest bit first; bits without a name are left out. */
    public static Set<MdpFlag> of(int flags) {
        EnumSet<MdpFlag> set = EnumSet.noneOf(MdpFlag.class);
        for (MdpFlag flag : values()) {
            if (flag.in(flags)) {
                set.add(flag);
            }
        }
        return set;
    }
}
