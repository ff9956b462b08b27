package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.mdp.MdpFrame;
import io.mycostream.ingest.mdp.MdpFrameReader;
import io.mycostream.ingest.mdp.MdpHeader;
import io.mycostream.ingest.mdp.MdpInput;
import io.mycostream.ingest.mdp.MdpType;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A demo board as a host sees it that opens its device file. */
@Timeout(20)
class DemoBoardTest {

    private static final BoardModel MODEL = BoardModel.DEMO.get(1);

    @Test
    void greetsBeforeItMeasures() throws IOException {
        try (DemoBoard board = DemoBoard.plugIn(MODEL, 10, 1);
                Host host = new Host(board.path())) {
            List<MdpFrame> frames = host.read(3);

            assertThat(frames)
                    .extracting(MdpFrame::type)
                    .containsExactly(MdpType.HELLO, MdpType.TELEMETRY, MdpType.TELEMETRY);
            assertThat(frames).extracting(MdpFrame::seq).containsExactly(1L, 2L, 3L);
            assertThat(body(frames.get(0))).startsWith("{\"device_id\":\"demo-hyphae1\"");
            assertThat(body(frames.get(1)))
                    .startsWith("{\"type\":\"telemetry\",\"uptime_s\":0,")
                    .contains("soil_moisture");
        }
    }

    @Test
    void startsAnewWhenItsPortIsOpenedAgain() throws IOException {
        try (DemoBoard board = DemoBoard.plugIn(MODEL, 10, 1)) {
            try (Host host = new Host(board.path())) {
                host.read(3);
            }
            await("a host that is away for a while")
                    .during(Duration.ofMillis(100))
                    .until(() -> true);

            try (Host host = new Host(board.path())) {
                List<MdpFrame> frames = host.read(2);

                assertThat(frames).extracting(MdpFrame::type).containsExactly(MdpType.HELLO, MdpType.TELEMETRY);
                assertThat(frames).extracting(MdpFrame::seq).containsExactly(1L, 2L);
            }
        }
    }

    @Test
    void greetsWhenAsked() throws IOException {
        try (DemoBoard board = DemoBoard.plugIn(MODEL, 1, 1);
                Host host = new Host(board.path())) {
            host.read(2);

            host.write(MdpFrame.of(new MdpHeader(0x02, 77, 0, 0, 0xC0, 0xA1), "{\"cmd\":\"hello\"}".getBytes(UTF_8))
                    .encode());

            MdpFrame answer = host.read(1).getFirst();
            assertThat(answer.type()).isEqualTo(MdpType.HELLO);
            assertThat(answer.ack()).isEqualTo(77);
        }
    }

    private static String body(MdpFrame frame) {
        return new String(frame.payload(), UTF_8);
    }

    /** The other end of the line. */
    private static final class Host implements AutoCloseable {

        private final RandomAccessFile device;
        private final MdpFrameReader reader = new MdpFrameReader();
        private final byte[] bytes = new byte[4096];

        Host(Path path) throws IOException {
            device = new RandomAccessFile(path.toFile(), "rw");
        }

        List<MdpFrame> read(int count) throws IOException {
            List<MdpInput> inputs = new ArrayList<>();
            while (inputs.size() < count) {
                int read = device.read(bytes);
                reader.feed(bytes, 0, read, inputs::add);
            }
            return inputs.stream().map(MdpFrame.class::cast).toList();
        }

        void write(byte[] frame) throws IOException {
            device.write(frame);
        }

        @Override
        public void close() throws IOException {
            device.close();
        }
    }
}
