package io.mycostream.ingest.mdp.body;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;

/** Writes binary commands, their results and selective acknowledgements, from their decoded members. */
final class Commands {

    private static final int COMMAND_HEADER = 4;
    private static final int RESULT_HEADER = 8;

    /** The length that boards announce for a result: its number and status, whatever data follows. */
    private static final int RESULT_LENGTH = 4;

    private Commands() {}

    static byte[] command(ObjectNode members) {
        Fields fields = new Fields(members, COMMAND_HEADER);
        byte[] data = fields.hex("data");
        fields.u16("cmd_id", 0).u16("cmd_len", 2);
        if (!fields.has("cmd_len")) {
            Fields.check("cmd_len", data.length, 0, 0xFFFF);
            fields.out().putShort(2, (short) data.length);
        }
        return followedBy(data, fields.end());
    }

    static byte[] result(ObjectNode members) {
        Fields fields = new Fields(members, RESULT_HEADER);
        byte[] data = fields.hex("data");
        fields.u16("evt_type", 0).u16("evt_len", 2).u16("cmd_id", 4).i16("status", 6);
        if (!fields.has("evt_type")) {
            fields.out().putShort(0, (short) 1);
        }
        if (!fields.has("evt_len")) {
            fields.out().putShort(2, (short) RESULT_LENGTH);
        }
        return followedBy(data, fields.end());
    }

    static byte[] acknowledgement(ObjectNode members) {
        return new Fields(members, 8).u32("base_seq", 0).u32("bitmap", 4).end();
    }

    private static byte[] followedBy(byte[] data, byte[] header) {
        return ByteBuffer.allocate(header.length + data.length)
                .put(header)
                .put(data)
                .array();
    }
}
