package io.mycostream.ingest.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpInput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HelloCommandTest {

    @Test
    void isTheCommandOfAGatewayToSideA() {
        List<MdpInput> read = new ArrayList<>();

        new MdpFrameReader().feed(HelloCommand.encoded(), read::add);

        assertThat(read)
                .containsExactly(MdpFrame.of(
                        new MdpHeader(2, 1, 0, 0, 0xC0, 0xA1), "{\"cmd\":\"hello\",\"params\":{}}".getBytes(UTF_8)));
    }

    @Test
    void holdsNoLineEndWhichSomeBoardsWouldTakeForItsEnd() {
        assertThat(HelloCommand.encoded()).doesNotContain('\n', '\r').endsWith(0);
    }
}
