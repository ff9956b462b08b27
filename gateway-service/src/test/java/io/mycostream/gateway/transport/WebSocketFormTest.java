package io.mycostream.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.gateway.stream.Frame;
import io.mycostream.gateway.stream.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455 section 5.2: one text frame, final, not masked. */
class WebSocketFormTest {

    @ParameterizedTest
    @CsvSource({
        "0,     81 00",
        "1,     81 01",
        "125,   81 7D",
        "126,   81 7E 00 7E",
        "127,   81 7E 00 7F",
        "65535, 81 7E FF FF",
        "65536, 81 7F 00 00 00 00 00 01 00 00",
    })
    void saysTheLengthInTheShortestWay(int length, String header) {
        String text = "x".repeat(length);

        byte[] frame = encoded(text);

        byte[] expectedHeader = HexFormat.ofDelimiter(" ").parseHex(header);
        assertThat(frame).startsWith(expectedHeader).hasSize(expectedHeader.length + length);
        assertThat(new String(frame, expectedHeader.length, length, StandardCharsets.UTF_8))
                .isEqualTo(text);
    }

    /** COM-5. */
    @ParameterizedTest
    @ValueSource(strings = {"große", "日本語", "\u2028\u2029", "🍄 mycelium 🍄", "{\"control\":\"\\u0000\"}"})
    void countsBytesAndNotCharacters(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);

        byte[] frame = encoded(text);

        assertThat(frame).startsWith(0x81, utf8.length).endsWith(utf8).hasSize(2 + utf8.length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 65_535, 65_536, 1 << 20})
    void isReadByAnotherImplementation(int length) {
        String text = "ß".repeat(length / 2) + "x".repeat(length % 2);
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(false)
                .maxFramePayloadLength(1 << 21)
                .build()));

        client.writeInbound(Unpooled.wrappedBuffer(encoded(text)));

        TextWebSocketFrame frame = client.readInbound();
        assertThat(frame.text()).isEqualTo(text);
        assertThat(frame.isFinalFragment()).isTrue();
        frame.release();
        client.finishAndReleaseAll();
    }

    /** For clients that return: what has an id says it, whatever else it says. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"telemetry\",\"data\":{\"n\":1}} | m-1 | {\"type\":\"telemetry\",\"data\":{\"n\":1},\"message_id\":\"m-1\"}",
                "{\"type\":\"a\"} | \"}\\ 🍄 | {\"type\":\"a\",\"message_id\":\"\\\"}\\\\ 🍄\"}",
                "{\"type\":\"pong\"} | | {\"type\":\"pong\"}",
            })
    void namesTheIdToReturnWith(String json, @Nullable String id, String expected) {
        byte[] frame = bytes((NettyFrame) WebSocketForm.TEXT_WITH_ID.encode(new Message(json, "ignored", id)));

        assertThat(new String(frame, 2, frame.length - 2, StandardCharsets.UTF_8))
                .isEqualTo(expected);
        assertThat(frame[1]).isEqualTo((byte) (frame.length - 2));
    }

    @Test
    void viewsShareTheBytesAndReadOnTheirOwn() {
        NettyFrame frame = (NettyFrame) WebSocketForm.TEXT.encode(message("shared"));
        frame.retain();
        ByteBuf first = frame.view();
        ByteBuf second = frame.view();

        first.skipBytes(first.readableBytes());

        assertThat(second.readableBytes()).isEqualTo(frame.length()).isEqualTo(8);
        assertThat(second.memoryAddress()).isEqualTo(first.memoryAddress());
        first.release();
        assertThat(second.refCnt()).isEqualTo(1);
        second.release();
        assertThat(second.refCnt()).isZero();
    }

    /** COM-23: what is counted for a frame is what it takes; the pool has sizes of its own. */
    @ParameterizedTest
    @CsvSource({"8, 16", "200, 224", "2000, 2048", "2045, 2560"})
    void costsItsPlaceInThePoolAndTheObjectsAroundIt(int length, int place) {
        Frame frame = WebSocketForm.TEXT.encode(message("x".repeat(length)));

        assertThat(frame.cost()).isEqualTo(192 + place * 9 / 8);
        frame.release();
    }

    private static byte[] encoded(String text) {
        return bytes((NettyFrame) WebSocketForm.TEXT.encode(message(text)));
    }

    private static byte[] bytes(NettyFrame frame) {
        byte[] bytes = ByteBufUtil.getBytes(frame.view());
        assertThat(frame.length()).isEqualTo(bytes.length);
        frame.release();
        return bytes;
    }

    private static Message message(String text) {
        return new Message(text, "ignored here", "ignored too");
    }
}
