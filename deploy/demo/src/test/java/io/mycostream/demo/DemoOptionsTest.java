package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mycostream.local.CannotStartException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoOptionsTest {

    @Test
    void hasDefaultsThatNeedNoChoice() throws CannotStartException {
        assertThat(DemoOptions.parse()).isEqualTo(new DemoOptions(8080, 2, 0));
    }

    @Test
    void readsMakesSpelling() throws CannotStartException {
        assertThat(DemoOptions.parse("REDIS_PORT=6379", "PORT=8090", "RATE=2.5"))
                .isEqualTo(new DemoOptions(8090, 2.5, 6379));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RATE=0         | RATE=0: choose a number from 1 to 10
            RATE=11        | RATE=11: choose a number from 1 to 10
            RATE=NaN       | RATE=NaN: choose a number from 1 to 10
            RATE=          | RATE=: choose a number from 1 to 10
            PORT=eighty    | PORT=eighty: choose a number from 0 to 65535
            PORT=8080.5    | PORT=8080.5: choose a number from 0 to 65535
            REDIS_PORT=-1  | REDIS_PORT=-1: choose a number from 0 to 65535
            BOARDS=4       | BOARDS is unknown; there are PORT=8080 RATE=2 REDIS_PORT=0
            fast           | fast is unknown; there are PORT=8080 RATE=2 REDIS_PORT=0
            """)
    void saysWhatCanBeChosen(String word, String message) {
        assertThatThrownBy(() -> DemoOptions.parse(word))
                .isInstanceOf(CannotStartException.class)
                .hasMessage(message);
    }
}
