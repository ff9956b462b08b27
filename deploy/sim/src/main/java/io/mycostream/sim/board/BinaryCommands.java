package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** The commands of the binary firmwares and their results. A command's numbers are little-endian. */
final class BinaryCommands {

    private static final int HEADER = 4;
    private static final int EVENT_IS_RESULT = 1;
    private static final int RESULT_HEADER = 8;
    private static final int RESULT_LENGTH = 4;
    private static final int LONGEST_ROLE = 31;
    private static final int LONGEST_NAME = 63;
    private static final long SHORTEST_INTERVAL_MILLIS = 100;
    private static final long LONGEST_INTERVAL_MILLIS = 60_000;

    private static final int OK = 0;
    private static final int UNKNOWN = -1;
    private static final int TOO_SHORT = -2;
    private static final int BAD_ARGUMENT = -3;

    /** What a command did: its status, and data behind it. */
    private record Result(int status, ByteBuffer data) {}

    private final LongConsumer telemetryMillis;
    private final boolean[] outputs = new boolean[3];
    private String role;
    private String name;

    /** @param telemetryMillis told when the time between two telemetry frames is changed */
    BinaryCommands(String role, String name, LongConsumer telemetryMillis) {
        this.role = role;
        this.name = name;
        this.telemetryMillis = telemetryMillis;
    }

    String role() {
        return role;
    }

    String name() {
        return name;
    }

    /** Whether a MOSFET is on, by its place from 0. */
    boolean output(int place) {
        return outputs[place];
    }

    /** What a reset switches off. */
    void reset() {
        Arrays.fill(outputs, false);
    }

    /** Carries out a frame that is a command and sends its result; any other frame is nothing to it. */
    void obey(MdpFrame frame, BinaryLink link, long uptimeNanos, Outlet outlet) {
        if (frame.type() != MdpType.COMMAND) {
            return;
        }
        ByteBuffer in = ByteBuffer.wrap(frame.payload()).order(ByteOrder.LITTLE_ENDIAN);
        int id = in.remaining() < 2 ? 0 : Short.toUnsignedInt(in.getShort());
        int length = in.remaining() < 2 ? Integer.MAX_VALUE : Short.toUnsignedInt(in.getShort());
        Result result = length > in.remaining()
                ? status(TOO_SHORT)
                : carryOut(id, in.slice(HEADER, length).order(ByteOrder.LITTLE_ENDIAN), outlet);
        outlet.commanded(frame.seq(), "0x%04X".formatted(id), Integer.toString(result.status()));
        ByteBuffer body =
                ByteBuffer.allocate(RESULT_HEADER + result.data().remaining()).order(ByteOrder.LITTLE_ENDIAN);
        body.putShort((short) EVENT_IS_RESULT)
                .putShort((short) RESULT_LENGTH)
                .putShort((short) id)
                .putShort((short) result.status())
                .put(result.data());
        link.sendReliably(JsonAnswers.EVENT, body.array(), uptimeNanos, outlet);
    }

    private Result carryOut(int id, ByteBuffer data, Outlet outlet) {
        return switch (id) {
            case 0x0001 -> status(data.remaining() >= 2 ? OK : TOO_SHORT);
            case 0x0002 -> new Result(OK, ByteBuffer.wrap(new byte[] {0x76, 0x77}));
            case 0x0003 -> interval(data);
            case 0x0004 -> switchOutput(data);
            case 0x0007, 0x0008 -> status(OK);
            case 0x0009 -> {
                outlet.resetWanted();
                yield status(OK);
            }
            case 0x000A -> {
                boolean fits = data.remaining() <= LONGEST_ROLE;
                role = fits ? text(data) : role;
                yield status(fits ? OK : BAD_ARGUMENT);
            }
            case 0x000B -> {
                boolean fits = data.remaining() <= LONGEST_NAME;
                name = fits ? text(data) : name;
                yield status(fits ? OK : BAD_ARGUMENT);
            }
            case 0x000C -> new Result(OK, UTF_8.encode(role + '\0' + name));
            case 0x0010, 0x0011, 0x0012, 0x0013, 0x0021, 0x0022 -> status(OK);
            case 0x0020 -> status(data.remaining() >= 4 ? OK : TOO_SHORT);
            default -> status(UNKNOWN);
        };
    }

    private Result interval(ByteBuffer data) {
        if (data.remaining() < 4) {
            return status(TOO_SHORT);
        }
        long millis = Integer.toUnsignedLong(data.getInt());
        telemetryMillis.accept(Math.clamp(millis, SHORTEST_INTERVAL_MILLIS, LONGEST_INTERVAL_MILLIS));
        return status(OK);
    }

    private Result switchOutput(ByteBuffer data) {
        if (data.remaining() < 2) {
            return status(TOO_SHORT);
        }
        int index = Byte.toUnsignedInt(data.get());
        if (index < 1 || index > outputs.length) {
            return status(BAD_ARGUMENT);
        }
        outputs[index - 1] = data.get() != 0;
        return status(OK);
    }

    private static Result status(int status) {
        return new Result(status, ByteBuffer.allocate(0));
    }

    private static String text(ByteBuffer data) {
        return UTF_8.decode(data).toString();
    }
}
