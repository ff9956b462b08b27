package io.mycostream.gateway.dialect.mas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.gateway.stream.CatchUp;
import io.mycostream.gateway.stream.GapReason;
import io.mycostream.gateway.stream.Message;
import io.mycostream.gateway.stream.ProtocolException;
import io.mycostream.gateway.stream.Recovery;
import io.mycostream.gateway.stream.Resume;
import io.mycostream.gateway.stream.ServerEvent;
import io.mycostream.gateway.stream.Subscription;
import io.mycostream.gateway.stream.Transport;
import io.mycostream.gateway.stream.Turn;
import io.mycostream.gateway.transport.LastEventId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of the scientific stream and of CREP may say, and what they are told. */
class ConversationsTest {

    private static final Instant NOW = Instant.parse("2026-02-12T10:30:00.5Z");
    private static final String AT = "\"timestamp\":\"2026-02-12T10:30:00.500Z\"}";
    private static final Client SOCKET = client(Transport.WEBSOCKET);

    private static Client client(Transport transport) {
        return new Client(new LastEventId(false, ""), transport);
    }

    private static CrepConversation crep(String category) {
        CrepConversation conversation = new CrepConversation(category, SOCKET);
        conversation.open(_ -> {});
        return conversation;
    }

    private static Subscription to(@Nullable String category) {
        return new Subscription(EventDialect.CREP.channel(), category);
    }

    private static String words(Turn turn) {
        return turn.answer().words(NOW, Recovery.NONE).getFirst().json();
    }

    /** MYC-1, MYC-4. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void greetsWithTheStream(Transport transport) {
        Turn opening = StreamConversation.scientific(client(transport)).open(_ -> {});

        assertThat(opening.enter()).containsExactly(Subscription.toAll(EventDialect.SCIENTIFIC.channel()));
        assertThat(opening.answer().words(NOW, Recovery.NONE))
                .containsExactly(new Message(
                        "{\"type\":\"connected\",\"message\":\"Scientific stream connected\"," + AT,
                        "connected",
                        null));
    }

    /** MYC-21, MYC-22. */
    @Test
    void scientificClientsMaySayPingOnly() throws Exception {
        StreamConversation conversation = StreamConversation.scientific(SOCKET);

        assertThat(words(conversation.receive("{\"type\":\"ping\",\"more\":1}")))
                .isEqualTo("{\"type\":\"pong\"," + AT);
        for (String frame : List.of(
                "{\"type\":\"set_filter\",\"category\":null}",
                "{\"type\":\"request_snapshot\"}",
                "{\"type\":\"<script>\"}",
                "[]")) {
            assertThatThrownBy(() -> conversation.receive(frame))
                    .isInstanceOf(ProtocolException.class)
                    .message()
                    .doesNotContain("script");
        }
    }

    /** MYC-2, MYC-12. */
    @Test
    void crepGreetsWithTheFilter() {
        Turn opening = new CrepConversation("vessel", SOCKET).open(_ -> {});

        assertThat(opening.enter()).containsExactly(to("vessel"));
        assertThat(words(opening))
                .isEqualTo("{\"type\":\"connected\",\"message\":\"CREP stream connected\",\"filter\":\"vessel\"," + AT);
    }

    /** MYC-2, MYC-12: empty is none. */
    @Test
    void crepGreetsWithoutAFilter() {
        Turn opening = new CrepConversation("", SOCKET).open(_ -> {});

        assertThat(opening.enter()).containsExactly(to(null));
        assertThat(words(opening)).contains("\"filter\":null").doesNotContain("\"category\"");
    }

    /** MYC-4. */
    @Test
    void crepGreetsAnEventSourceWithTheCategoryToo() {
        assertThat(words(new CrepConversation("odd \" one", client(Transport.SSE)).open(_ -> {})))
                .contains("\"filter\":\"odd \\\" one\",\"category\":\"odd \\\" one\"");
        assertThat(words(new CrepConversation("", client(Transport.SSE)).open(_ -> {})))
                .contains("\"filter\":null,\"category\":\"all\"");
    }

    /** MYC-13. */
    @Test
    void aFilterIsSetAndSetAgain() throws Exception {
        CrepConversation conversation = crep("");

        Turn first = conversation.receive("{\"type\":\"set_filter\",\"category\":\"vessel\"}");
        Turn second = conversation.receive("{\"type\":\"set_filter\",\"category\":\"aircraft\"}");

        assertThat(first.enter()).containsExactly(to("vessel"));
        assertThat(first.leave()).containsExactly(to(null));
        assertThat(words(first)).isEqualTo("{\"type\":\"filter_updated\",\"category\":\"vessel\"," + AT);
        assertThat(second.enter()).containsExactly(to("aircraft"));
        assertThat(second.leave()).containsExactly(to("vessel"));
    }

    /** MYC-13: entering what is held already is not allowed. */
    @Test
    void theSameFilterChangesNothing() throws Exception {
        Turn turn = crep("vessel").receive("{\"type\":\"set_filter\",\"category\":\"vessel\"}");

        assertThat(turn.enter()).isEmpty();
        assertThat(turn.leave()).isEmpty();
        assertThat(words(turn)).contains("\"category\":\"vessel\"");
    }

    /** MYC-13. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"null", "\"\""})
    void aFilterIsRemoved(@Nullable String category) throws Exception {
        String member = category == null ? "" : ",\"category\":" + category;

        Turn turn = crep("vessel").receive("{\"type\":\"set_filter\"" + member + "}");

        assertThat(turn.enter()).containsExactly(to(null));
        assertThat(turn.leave()).containsExactly(to("vessel"));
        assertThat(words(turn)).isEqualTo("{\"type\":\"filter_updated\",\"category\":null," + AT);
    }

    /** MYC-14: the filter stays. */
    @ParameterizedTest
    @ValueSource(strings = {"7", "true", "[\"vessel\"]", "{\"is\":\"vessel\"}"})
    void aCategoryIsAString(String category) throws Exception {
        CrepConversation conversation = crep("vessel");

        assertThatThrownBy(() -> conversation.receive("{\"type\":\"set_filter\",\"category\":" + category + "}"))
                .isInstanceOf(ProtocolException.class);
        assertThat(conversation.receive("{\"type\":\"set_filter\"}").leave()).containsExactly(to("vessel"));
    }

    /** MYC-22. */
    @Test
    void crepHasNoSnapshot() {
        assertThatThrownBy(() -> crep("").receive("{\"type\":\"request_snapshot\"}"))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    void whoReturnsIsToldHowItWent() {
        Client returning = new Client(new LastEventId(true, "m-7"), Transport.WEBSOCKET);
        Turn opening = new CrepConversation("vessel", returning).open(_ -> {});

        assertThat(opening.catchUp()).isEqualTo(new CatchUp.InChannel(new Resume.AfterId("m-7")));
        assertThat(opening.answer()
                        .words(NOW, new Recovery(List.of(), Recovery.Verdict.COMPLETE))
                        .getFirst()
                        .json())
                .contains("\"filter\":\"vessel\",\"recovered\":true");
        assertThat(opening.answer()
                        .words(NOW, new Recovery(List.of(), Recovery.Verdict.INCOMPLETE))
                        .getFirst()
                        .json())
                .contains("\"recovered\":false");
    }

    @Test
    void whoCanReturnIsToldAfterWhichEvent() {
        Recovery fresh = Recovery.notAsked(Optional.of("m-7"));

        assertThat(StreamConversation.scientific(new Client(new LastEventId(true, ""), Transport.SSE))
                        .open(_ -> {})
                        .answer()
                        .words(NOW, fresh))
                .extracting(Message::id)
                .containsExactly("m-7");
        assertThat(StreamConversation.scientific(SOCKET)
                        .open(_ -> {})
                        .answer()
                        .words(NOW, fresh)
                        .getFirst()
                        .id())
                .isNull();
    }

    @Test
    void gapsAreToldToThoseWhoKnowThem() {
        ServerEvent gap = new ServerEvent.Gap(NOW, GapReason.HISTORY_LOST);

        assertThat(StreamConversation.scientific(SOCKET).tell(gap)).isEmpty();
        assertThat(StreamConversation.scientific(client(Transport.SSE)).tell(gap))
                .contains(new Message("{\"type\":\"gap\",\"reason\":\"history_lost\"," + AT, "gap", null));
        assertThat(StreamConversation.scientific(new Client(new LastEventId(true, ""), Transport.WEBSOCKET))
                        .tell(gap))
                .isPresent();
    }
}
