package io.mycostream.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged gateway says what is wrong with an address that is none; left alone, its framework says nothing. */
@Timeout(60)
class MalformedTargetTest {

    @TempDir
    private Path folder;

    // COM-27
    @Test
    void isRefusedInWords() throws Exception {
        try (GatewaysAtRedis gateways = new GatewaysAtRedis(folder)) {
            GatewayProcess gateway = gateways.start();

            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write("GET /api/stream/devices/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                .getBytes(ISO_8859_1));
                assertThat(new String(socket.getInputStream().readAllBytes(), ISO_8859_1))
                        .startsWith("HTTP/1.1 400 ")
                        .contains("\r\n\r\n{\"error\":\"Malformed path or query at character 26: expected ");
            }
        }
    }
}
