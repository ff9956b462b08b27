package io.mycostream.ingest.mdp;

import static io.mycostream.ingest.mdp.Reading.atOnce;
import static io.mycostream.ingest.mdp.Reading.inRandomPieces;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws of the device protocol. Every input follows from the seed in the failure's message. */
class MdpPropertiesTest {

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void unstuffingUndoesStuffingAndStuffedBytesHoldNoZero(long seed) throws MdpFormatException {
        RandomGenerator random = new SplittableRandom(seed);
        byte[] data = bytes(random, random.nextInt(2000), random.nextBoolean() ? 256 : 3);

        byte[] stuffed = Cobs.encode(data);

        assertThat(stuffed).as("seed %d", seed).doesNotContain((byte) 0);
        assertThat(stuffed.length).as("seed %d", seed).isLessThanOrEqualTo(data.length + data.length / 254 + 1);
        assertThat(Cobs.decode(stuffed)).as("seed %d", seed).isEqualTo(data);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readingUndoesWriting(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        MdpFrame frame = frame(random);

        assertThat(atOnce(frame.encode())).as("seed %d", seed).containsExactly(frame);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aStreamOfFramesTextAndNoiseGivesExactlyItsValidFramesInOrderHoweverItIsCut(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<MdpFrame> sent = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(5)) {
                case 0 ->
                    stream.writeBytes("[%d] I2C scan äöü\r\n\n".formatted(i).getBytes(UTF_8));
                case 1 -> stream.writeBytes(damaged(random, frame(random)));
                case 2 -> stream.writeBytes(delimited(bytes(random, random.nextInt(4000), 256)));
                default -> {
                    MdpFrame frame = frame(random);
                    sent.add(frame);
                    stream.writeBytes(frame.encode());
                }
            }
        }

        List<MdpInput> found = inRandomPieces(random, stream.toByteArray());

        assertThat(found.stream().filter(MdpFrame.class::isInstance))
                .as("seed %d", seed)
                .isEqualTo(sent);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverArrivesIsReadAsTheRulesForOneChunkSay(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        byte[] stream = anything(random);

        List<MdpInput> found = inRandomPieces(random, stream);

        assertThat(found.stream().map(ChunkRules::describe)).as("seed %d", seed).isEqualTo(ChunkRules.read(stream));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyPayloadOfAnyTypeIsDecoded(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int[] sizes = {0, 4, 8, 74, 102, 188, 570, random.nextInt(600)};
        for (int type = 0; type < 12; type++) {
            for (int size : sizes) {
                byte[] payload = bytes(random, size, 256);
                MdpFrame frame = MdpFrame.of(new MdpHeader(type, 1, 0, 0, 0xA1, 0xC0), payload);

                String json = MdpMessage.of(frame).payload().body().toString();

                assertThat(json).as("seed %d", seed).doesNotContain("NaN", "Infinity");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void damagedJsonIsDecodedOrUnreadableButNeverAnError(long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        for (Examples.Valid example : Examples.valid()) {
            MdpFrame frame = (MdpFrame) atOnce(example.wire()).getFirst();
            byte[] payload = frame.payload();
            for (int i = 0; i < Math.min(3, payload.length); i++) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            MdpFrame damaged = MdpFrame.of(new MdpHeader(1, 1, 0, 0, 0xA1, 0xC0), payload);

            assertThat(Payload.of(damaged).body()).as("seed %d", seed).isNotNull();
        }
    }

    /** A stream of pieces that are nearly right, with every byte that matters to the reader over-represented. */
    private static byte[] anything(RandomGenerator random) {
        byte[] salt = {0, 0x0A, 0x0D, 0x09, 0x20, 0x01, 0x02, 0x05, 0x5A, (byte) 0xA1, (byte) 0xFF, 0x7F, 'a'};
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < 80; i++) {
            switch (random.nextInt(9)) {
                case 0 ->
                    stream.writeBytes("\u001B[0;32m I (12) boot\r\n{\"type\":\"ack\"}\r\n"
                            .repeat(random.nextInt(120))
                            .getBytes(UTF_8));
                case 7 -> stream.writeBytes("text\r\n".getBytes(UTF_8));
                case 1 -> stream.writeBytes(damaged(random, frame(random)));
                case 2 -> stream.writeBytes(bytes(random, random.nextInt(3000), 256));
                case 3 -> stream.writeBytes(Cobs.encode(withSum(random, bytes(random, random.nextInt(13, 30), 5))));
                case 4 -> {
                    byte[] piece = frame(random).encode();
                    stream.write(piece, 0, random.nextInt(piece.length));
                }
                case 5 -> stream.writeBytes(" \n".repeat(random.nextInt(1500)).getBytes(UTF_8));
                case 6 -> {
                    for (int n = random.nextInt(40); n > 0; n--) {
                        stream.write(salt[random.nextInt(salt.length)]);
                    }
                }
                default -> stream.writeBytes(frame(random).encode());
            }
            if (random.nextInt(3) == 0) {
                stream.write(0);
            }
        }
        stream.write(0);
        return stream.toByteArray();
    }

    private static byte[] withSum(RandomGenerator random, byte[] data) {
        int sum = Crc16.of(data);
        byte[] low = {(byte) sum};
        byte[] high = {(byte) (sum >> 8)};
        return random.nextBoolean() ? Reading.join(data, low, high) : Reading.join(data, high, low);
    }

    private static MdpFrame frame(RandomGenerator random) {
        byte[] payload = bytes(random, random.nextInt(1000), random.nextBoolean() ? 256 : 3);
        if (random.nextInt(4) == 0) {
            return MdpFrame.of(
                    new BackendHeader(random.nextInt(1, 5), random.nextInt(1 << 16), random.nextLong()), payload);
        }
        return MdpFrame.of(
                new MdpHeader(
                        random.nextInt(256),
                        random.nextLong(1L << 32),
                        random.nextLong(1L << 32),
                        random.nextInt(256),
                        random.nextInt(256),
                        random.nextInt(256)),
                payload);
    }

    /** The frame with one bit changed somewhere between its first byte and its delimiter. */
    private static byte[] damaged(RandomGenerator random, MdpFrame frame) {
        byte[] wire = frame.encode();
        int at = random.nextInt(wire.length - 1);
        int bit = 1 << random.nextInt(8);
        if (wire[at] != (byte) bit) {
            wire[at] ^= (byte) bit;
        } else {
            wire[at] = (byte) (bit ^ 0x18);
        }
        return wire;
    }

    private static byte[] delimited(byte[] noise) {
        return Reading.join(new byte[] {0x01}, noise, new byte[1]);
    }

    private static byte[] bytes(RandomGenerator random, int length, int bound) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(bound);
        }
        return bytes;
    }
}
