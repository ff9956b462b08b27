package io.mycostream.ingest.mdp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Feeds a reader in different pieces and collects what comes out. */
final class Reading {

    private Reading() {}

    static List<MdpInput> atOnce(byte[] bytes) {
        List<MdpInput> found = new ArrayList<>();
        new MdpFrameReader().feed(bytes, found::add);
        return found;
    }

    static List<MdpInput> splitAt(int place, byte[] bytes) {
        List<MdpInput> found = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();
        reader.feed(bytes, 0, place, found::add);
        reader.feed(bytes, place, bytes.length - place, found::add);
        return found;
    }

    static List<MdpInput> byteByByte(byte[] bytes) {
        List<MdpInput> found = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();
        for (byte b : bytes) {
            reader.feed(new byte[] {b}, found::add);
        }
        return found;
    }

    static List<MdpInput> inRandomPieces(RandomGenerator random, byte[] bytes) {
        List<MdpInput> found = new ArrayList<>();
        MdpFrameReader reader = new MdpFrameReader();
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(random.nextInt(1, 700), bytes.length - at);
            reader.feed(bytes, at, count, found::add);
            at += count;
        }
        return found;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
