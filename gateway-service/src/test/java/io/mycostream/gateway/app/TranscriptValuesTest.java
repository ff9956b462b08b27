package io.mycostream.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of an expectation is the same, and what is not. */
class TranscriptValuesTest {

    private final TranscriptValues values = new TranscriptValues();

    private Optional<String> difference(String expected, String seen) {
        return values.difference(TranscriptJson.expected(expected), TranscriptJson.read(seen));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"b\":null}          | {\"b\": null, \"a\": 1}",
                "{\"a\":1,...}                 | {\"a\":1,\"b\":2}",
                "{...}                         | {}",
                "{\"a\":{...},\"b\":[...]}     | {\"a\":{\"x\":1},\"b\":[1,2]}",
                "[1,...,3]                     | [1,2,3]",
                "[...,{\"a\":2,...},...]       | [{\"a\":1},{\"a\":2,\"b\":0}]",
                "18446744073709551617          | 18446744073709551617",
                "22.50                         | 22.5",
                "\"<any>\"                     | {\"a\":[]}",
                "\"<any>\"                     | null",
                "\"<number>\"                  | -0.5",
                "\"<text>\"                    | \"a\\nb\"",
                "\"ws_<text>\"                 | \"ws_1\"",
                "\"<uuid>\"                    | \"8f4e3b2a-1c9d-4e7f-8a2b-3c4d5e6f7a8b\"",
                "\"... and {\\\"...\"          | \"... and {\\\"...\"",
                "\"(a.b)*\"                    | \"(a.b)*\"",
                "{\"a\":\"<id:x>\",\"b\":\"<id:x>\"} | {\"a\":\"1\",\"b\":\"1\"}",
            })
    void isTheSame(String expected, String seen) {
        assertThat(difference(expected, seen)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1}                     | {\"a\":1,\"b\":2}",
                "{\"a\":1,\"b\":2}             | {\"a\":1}",
                "{\"a\":1,...}                 | {\"b\":2}",
                "{\"a\":null}                  | {}",
                "{}                            | {\"a\":null}",
                "{}                            | []",
                "[1,2]                         | [2,1]",
                "[1,2]                         | [1,2,3]",
                "[1,2]                         | [1]",
                "[...,3,1]                     | [1,2,3]",
                "[...,4]                       | [1,2,3]",
                "18446744073709551617          | 18446744073709551616",
                "9007199254740993              | 9007199254740992.0",
                "1                             | \"1\"",
                "\"1\"                         | 1",
                "true                          | false",
                "\"<number>\"                  | \"1\"",
                "\"<text>\"                    | \"\"",
                "\"<text>\"                    | 1",
                "\"ws_<text>\"                 | \"sse_1\"",
                "\"<uuid>\"                    | \"8f4e3b2a\"",
                "\"<time>\"                    | \"2026-02-12T10:30:00\"",
                "\"<time>\"                    | \"2001-02-12T10:30:00Z\"",
                "\"<time>\"                    | \"yesterday\"",
                "\"<id:x>\"                    | 17",
                "{\"a\":\"<id:x>\",\"b\":\"<id:x>\"} | {\"a\":\"1\",\"b\":\"2\"}",
            })
    void isAnother(String expected, String seen) {
        assertThat(difference(expected, seen)).isPresent();
    }

    @Test
    void saysWhatIsDifferentAndWhere() {
        assertThat(difference("{\"a\":[{\"b\":1}]}", "{\"a\":[{\"b\":2}]}")).contains("$.a[0].b is 2, expected 1");
        assertThat(difference("{}", "{\"b\":2}")).contains("$ has the further members [b]");
        assertThat(difference("{\"b\":2}", "{}")).contains("$ has no member \"b\"");
    }

    @Test
    void takesATimeOfNow() {
        assertThat(difference("\"<time>\"", '"' + Instant.now().toString() + '"'))
                .isEmpty();
        assertThat(values.difference("the comment", "keep-alive <time>", "keep-alive " + Instant.now()))
                .isEmpty();
    }

    @Test
    void keepsANameForWhatCameFirst() {
        assertThat(difference("{\"id\":\"<id:x>\"}", "{\"id\":\"one\"}")).isEmpty();

        assertThat(difference("\"<id:x>\"", "\"two\"")).isPresent();
        assertThat(difference("\"<id:x>\"", "\"one\"")).isEmpty();
        assertThat(values.filled("Last-Event-ID: <id:x>", value -> value)).isEqualTo("Last-Event-ID: one");
    }

    @Test
    void givesNoNameToWhatWasNotTheSame() {
        assertThat(difference("[\"<id:x>\",1]", "[\"one\",2]")).isPresent();

        assertThat(difference("[\"<id:x>\",1]", "[\"two\",1]")).isEmpty();
        assertThat(difference("[...,[\"<id:y>\",2]]", "[[\"one\",1],[\"two\",2]]"))
                .isEmpty();
        assertThat(values.filled("<id:y>", value -> value)).isEqualTo("two");
    }

    @Test
    void sendsNoNameThatStandsForNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> values.filled("<id:x>", value -> value))
                .withMessageContaining("<id:x>");
    }

    // comparing values would hide it
    @Test
    void takesNoMemberTwice() {
        assertThatIllegalArgumentException().isThrownBy(() -> difference("{...}", "{\"a\":1,\"a\":1}"));
    }
}
