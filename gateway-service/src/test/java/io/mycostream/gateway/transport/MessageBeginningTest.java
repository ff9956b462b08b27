package io.mycostream.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.Test;

class MessageBeginningTest {

    private final MessageBeginning beginning = new MessageBeginning();

    @Test
    void passesOnWhatBeginsWithSomething() {
        WebSocketFrame first = new TextWebSocketFrame(false, 0, "a");
        WebSocketFrame empty = new ContinuationWebSocketFrame(false, 0, "");
        WebSocketFrame last = new ContinuationWebSocketFrame(true, 0, "b");

        assertThat(beginning.of(first)).containsSame(first);
        assertThat(beginning.of(empty)).containsSame(empty);
        assertThat(beginning.of(last)).containsSame(last);
    }

    @Test
    void passesOnAMessageOfNothing() {
        WebSocketFrame whole = new TextWebSocketFrame(true, 0, "");

        assertThat(beginning.of(whole)).containsSame(whole);
    }

    @Test
    void letsAMessageBeginWithItsFirstFragmentThatIsNotEmpty() {
        WebSocketFrame nothing = new TextWebSocketFrame(false, 0, "");
        WebSocketFrame something = new ContinuationWebSocketFrame(false, 0, "a");

        assertThat(beginning.of(nothing)).isEmpty();
        assertThat(beginning.of(new ContinuationWebSocketFrame(false, 0, ""))).isEmpty();
        assertThat(beginning.of(something)).hasValueSatisfying(opening -> {
            assertThat(opening).isInstanceOf(TextWebSocketFrame.class);
            assertThat(opening.isFinalFragment()).isFalse();
            assertThat(opening.content()).isSameAs(something.content());
            assertThat(opening.refCnt()).isOne();
        });
        WebSocketFrame last = new ContinuationWebSocketFrame(true, 0, "");
        assertThat(beginning.of(last)).containsSame(last);
    }

    @Test
    void letsAMessageOfEmptyFragmentsBeginWithItsLast() {
        beginning.of(new BinaryWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER));

        assertThat(beginning.of(new ContinuationWebSocketFrame(true, 0, ""))).hasValueSatisfying(opening -> {
            assertThat(opening).isInstanceOf(BinaryWebSocketFrame.class);
            assertThat(opening.isFinalFragment()).isTrue();
        });
    }

    @Test
    void freesWhatItHoldsBack() {
        WebSocketFrame nothing = new BinaryWebSocketFrame(false, 0, Unpooled.buffer(8));

        beginning.of(nothing);

        assertThat(nothing.refCnt()).isZero();
    }
}
