package io.mycostream.sim.board;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * The durable firmware's text, which is not one JSON value: the object is closed before {@code hash} and {@code sig} are
 * appended. The signature is the hash once more.
 *
 * @param name left out when empty; not escaped
 */
record Envelope(String deviceId, String role, String name, long seq) {

    /** @param uptimeMillis also the board's idea of the time: until it has been told, it believes in 1970 */
    String text(long uptimeMillis, List<Integer> analogCounts, List<Boolean> outputs) {
        String first = body(uptimeMillis, analogCounts, outputs);
        byte[] digest = sha256(first);
        return first
                + ",\"hash\":\"sha256:" + HexFormat.of().formatHex(digest)
                + "\",\"sig\":\"ed25519:" + Base64.getEncoder().encodeToString(digest) + "\"}";
    }

    private String body(long uptimeMillis, List<Integer> analogCounts, List<Boolean> outputs) {
        StringJoiner pack = new StringJoiner(",", "[", "]");
        int input = 1;
        for (int counts : analogCounts) {
            pack.add(String.format(
                    Locale.ROOT, "{\"id\":\"ai%d\",\"v\":%.4f,\"u\":\"V\"}", input++, Analog.volts(counts)));
        }
        int output = 1;
        for (boolean on : outputs) {
            pack.add("{\"id\":\"mos%d\",\"v\":%d,\"u\":\"bool\"}".formatted(output++, on ? 1 : 0));
        }
        Body header = new Body().text("deviceId", deviceId).text("device_role", role);
        if (!name.isEmpty()) {
            header.raw("device_display_name", '"' + name + '"');
        }
        header.text("proto", "uart").text("msgId", String.format(Locale.ROOT, "%08d", seq));
        return new Body()
                .raw("hdr", header.toString())
                .raw(
                        "ts",
                        new Body()
                                .text("utc", Long.toString(uptimeMillis / 1_000))
                                .number("mono_ms", uptimeMillis)
                                .toString())
                .number("seq", seq)
                .raw("pack", pack.toString())
                .raw("meta", "{\"schema\":\"mycosoft.v1\",\"units\":\"si\"}")
                .toString();
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
