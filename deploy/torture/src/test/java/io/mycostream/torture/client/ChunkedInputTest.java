package io.mycostream.torture.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The bytes of a chunked response. */
class ChunkedInputTest {

    @Test
    void putsChunksTogether() throws IOException {
        ChunkedInput in = chunked("5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n");

        assertThat(in.readAllBytes()).asString(US_ASCII).isEqualTo("hello world");
    }

    @Test
    void givesTheFirstChunkWithoutWaitingForTheSecond() throws IOException {
        ChunkedInput in = chunked("5\r\nhello\r\n");
        byte[] into = new byte[100];

        assertThat(in.read(into, 0, 100)).isEqualTo(5);
    }

    @Test
    void tellsABrokenConnectionFromAnEnd() {
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> chunked("5\r\nhel").readAllBytes())
                .withMessage("end inside a chunk");
        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(() -> chunked("5\r\nhello\r\n").readAllBytes())
                .withMessage("end without a last chunk");
    }

    private static ChunkedInput chunked(String text) {
        return new ChunkedInput(new ByteArrayInputStream(text.getBytes(US_ASCII)));
    }
}
