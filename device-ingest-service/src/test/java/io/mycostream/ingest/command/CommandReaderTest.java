package io.mycostream.ingest.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.ingest.mdp.MdpEndpoint;
import io.mycostream.publisher.wire.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandReaderTest {

    private static final Instant NOW = Instant.parse("2026-11-20T07:00:00Z");

    private static final CommandLimits LIMITS = new CommandLimits(
            16,
            256,
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofMillis(500),
            4,
            Duration.ofSeconds(1),
            Duration.ofHours(1));

    private final CommandReader reader = new CommandReader(LIMITS);

    @Test
    void readsACommandWithAllItsMembers() throws Exception {
        Command command = read("""
                {"device_id": "mushroom1", "command": "output_control", "params": {"id": "mosfet1", "value": 1},
                 "command_id": "7f3c", "timeout": 2.5, "ttl": 10, "link": "/dev/ttyACM0", "asked_by": "ada"}""");

        assertThat(command.id()).isEqualTo("7f3c");
        assertThat(command.claim()).hasValue(new Claim("7f3c", Duration.ofHours(1)));
        assertThat(command.deviceId()).isEqualTo("mushroom1");
        assertThat(command.link()).hasValue("/dev/ttyACM0");
        assertThat(command.timeout()).isEqualTo(Duration.ofMillis(2500));
        assertThat(command.latest()).isEqualTo(NOW.plusSeconds(10));
        assertThat(new String(command.order().payload(0), UTF_8))
                .isEqualTo("{\"cmd\":\"output_control\",\"params\":{\"id\":\"mosfet1\",\"value\":1}}");
        assertThat(command.order().target()).isEqualTo(MdpEndpoint.SIDE_A);
    }

    @Test
    void readsACommandWithNoMoreThanItNeeds() throws Exception {
        Command command = read("{\"device_id\":\"mushroom1\",\"command\":\"hello\"}");

        assertThat(command.id()).hasSize(36);
        assertThat(command.claim()).isEmpty();
        assertThat(command.timeout()).isEqualTo(LIMITS.timeout());
        assertThat(command.latest()).isEqualTo(NOW.plus(LIMITS.timeToLive()));
        assertThat(new String(command.order().payload(0), UTF_8)).isEqualTo("{\"cmd\":\"hello\",\"params\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"command\":\"SET_MOS\",\"params\":{\"index\":2,\"value\":true}       | 040002000201",
                "\"command\":\"set_telem_ms\",\"params\":{\"ms\":1000}                 | 03000400e8030000",
                "\"command\":\"SET_I2C\",\"params\":{\"sda\":5,\"scl\":4}              | 010002000504",
                "\"command\":\"SET_I2C\",\"params\":{\"sda\":5,\"scl\":4,\"hz\":100000} | 010006000504a0860100",
                "\"command\":\"SET_DISPLAY_NAME\",\"params\":{\"text\":\"bed 3\"}      | 0b0005006265642033",
                "\"command\":\"BUZZER_TONE\",\"params\":{\"hz\":440,\"ms\":250}        | 20000400b801fa00",
                "\"command\":\"GET_IDENTITY\"                                          | 0c000000",
                "\"command\":\"PIXEL_COLOR\",\"params\":{\"data\":\"ff0000\"}          | 10000300ff0000",
                "\"cmd_id\":4,\"data\":\"0201\"                                        | 040002000201",
                "\"cmd_id\":65535                                                      | ffff0000",
            })
    void readsBinaryCommandsByNameAndByNumber(String members, String payload) throws Exception {
        Order order = read("{\"device_id\":\"a\"," + members + "}").order();

        assertThat(HexFormat.of().formatHex(order.payload(0))).isEqualTo(payload);
        assertThat(order.answer()).isEqualTo(Answer.RESULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[1]                                        | expected a JSON object",
                "{\"device_id\":                            | a command is no JSON",
                "{\"command\":\"hello\"}                    | device_id is missing, expected the id of a board",
                "{\"device_id\":7,\"command\":\"hello\"}    | device_id is 7, expected the id of a board",
                "{\"device_id\":\"a\"}                      | command is missing, expected the name of one, or cmd_id",
                "{\"device_id\":\"a\",\"command\":\"fly\"}  | command is fly, expected one of hello, health,",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"cmd_id\":1} | both command and cmd_id are there",
                "{\"device_id\":\"a\",\"cmd_id\":65536}     | cmd_id is 65536, expected a whole number from 0 to 65535",
                "{\"device_id\":\"a\",\"cmd_id\":4,\"data\":\"2\"} | data: it is \"2\", expected pairs of hexadecimal digits",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"params\":[]} | params are [], expected a JSON object",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"command_id\":\"a b\"} | command_id is \"a b\", expected a text of 1 to 128",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"timeout\":61} | timeout is 61, expected seconds, more than 0 and at most 60.0",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"timeout\":5000} | timeout is 5000, expected seconds",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"ttl\":\"1\"} | ttl is \"1\", expected seconds",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"link\":1} | link is 1, expected the name of one",
                "{\"device_id\":\"a\",\"command\":\"output_control\"} | output_control needs id: it is missing, expected one of mosfet1, mosfet2",
                "{\"device_id\":\"a\",\"command\":\"output_control\",\"params\":{\"id\":\"mosfet1\",\"value\":2}} | needs value: it is 2, expected true, false, 1 or 0",
                "{\"device_id\":\"a\",\"command\":\"output_control\",\"params\":{\"id\":\"neopixel\",\"r\":256}} | needs r: it is 256, expected a whole number from 0 to 255",
                "{\"device_id\":\"a\",\"command\":\"stream_sensors\",\"params\":{\"rate_hz\":0.05}} | needs rate_hz: it is 0.05, expected a number of at least 0.1",
                "{\"device_id\":\"a\",\"command\":\"SET_DISPLAY_NAME\",\"params\":{\"text\":\"a\\ud800\"}} | needs text: it is \"a?\", expected a text of 1 to 63 bytes of UTF-8",
                "{\"device_id\":\"a\",\"command\":\"hello\",\"params\":{\"a\":1e99999999999}} | a number with an exponent that no computer works with",
                "{\"device_id\":\"a\",\"command\":\"SET_MOS\",\"params\":{\"index\":4,\"value\":1}} | SET_MOS needs index: it is 4",
            })
    void saysWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(CommandRefusedException.class)
                .hasMessageContaining(message);
    }

    /** As a double the largest number would reach the board as a word, and half a pair as a question mark. */
    @Test
    void aBoardGetsNumbersAndTextsAsTheyWereWritten() throws Exception {
        Command command = read("""
                {"device_id": "mushroom1", "command": "hello",
                 "params": {"a": 1e400, "b": 0.12345678901234567890, "c": 1.50, "d": "\\ud800"}}""");

        assertThat(new String(command.order().payload(0), UTF_8))
                .isEqualToIgnoringCase(
                        "{\"cmd\":\"hello\",\"params\":{\"a\":1E+400,\"b\":0.12345678901234567890,\"c\":1.50,"
                                + "\"d\":\"\\ud800\"}}");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> CommandReader.object("{\"a\":\"" + "x".repeat(CommandReader.MAX_BYTES) + "\"}"))
                .isInstanceOf(CommandRefusedException.class)
                .hasMessageContaining("expected at most 16384");
        assertThatThrownBy(() -> read("{\"device_id\":\"a\",\"cmd_id\":4,\"data\":\"" + "00".repeat(1100) + "\"}"))
                .isInstanceOf(CommandRefusedException.class)
                .hasMessageContaining("as a frame, expected at most 1024");
    }

    @Test
    void aPublicationWithoutAnIdIsKnownByItsMessageIdOrElseByItsText() throws Exception {
        Claim byMessage = claim(envelope("{}", "m1", null));
        assertThat(byMessage).isEqualTo(claim(envelope("{\"a\":1}", "m1", null)));
        assertThat(byMessage.remembered()).isEqualTo(LIMITS.remember());

        Claim byText = claim(envelope("{}", null, null));
        assertThat(byText)
                .isEqualTo(claim(envelope("{}", null, null)))
                .isNotEqualTo(claim(envelope("{ }", null, null)));
        assertThat(byText.remembered()).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aPublicationIsAsOldAsItSays() throws Exception {
        assertThat(publication(null).at()).isEqualTo(NOW);
        assertThat(publication("2026-11-20T06:59:00Z").at()).isEqualTo(NOW.minusSeconds(60));
        assertThat(publication("2026-11-20T07:59:00+01:00").at()).isEqualTo(NOW.minusSeconds(60));
        assertThat(publication("2026-11-20T06:59:00.000000").at()).isEqualTo(NOW.minusSeconds(60));
        assertThat(publication("2026-11-20T06:59:00").at()).isEqualTo(NOW.minusSeconds(60));
        assertThat(publication("2027-11-20T06:59:00Z").at()).as("of the future").isEqualTo(NOW);
        assertThatThrownBy(() -> publication("yesterday"))
                .isInstanceOf(CommandRefusedException.class)
                .hasMessageContaining("timestamp is yesterday, expected ISO 8601");
    }

    private Command read(String text) throws CommandRefusedException {
        return reader.read(CommandReader.object(text), Publication.toThisProcess(NOW));
    }

    private static Publication publication(@Nullable String timestamp) throws CommandRefusedException {
        return Publication.of(envelope("{}", null, timestamp), NOW, LIMITS.remember());
    }

    private static Claim claim(Envelope envelope) throws CommandRefusedException {
        return Publication.of(envelope, NOW, LIMITS.remember()).claim().orElseThrow();
    }

    private static Envelope envelope(String data, @Nullable String messageId, @Nullable String timestamp) {
        return new Envelope("devices:commands", data, timestamp, null, messageId, null);
    }
}
