package io.mycostream.ingest.link.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mycostream.ingest.link.DeviceLink;
import io.mycostream.ingest.retry.Backoff;
import io.mycostream.local.PseudoTerminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UsbPortWatchTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path dev;

    private final List<String> started = new CopyOnWriteArrayList<>();
    private final Heard heard = new Heard();

    @Test
    void prefersNamesThatStayWithTheBoard() throws IOException {
        Path byId = Files.createDirectories(dev.resolve("serial/by-id"));
        Path named = Files.createFile(dev.resolve("ttyACM0"));
        Path unnamed = Files.createFile(dev.resolve("ttyUSB0"));
        Files.createFile(dev.resolve("ttyS0"));
        Path name = Files.createSymbolicLink(byId.resolve("usb-Espressif_1234-if00"), named);

        assertThat(new SerialPorts(dev).usb()).containsExactly(name, unnamed);
    }

    @Test
    void namesABoardByItsPlugWhenAnotherHasItsSerialNumber() throws IOException {
        Path byId = Files.createDirectories(dev.resolve("serial/by-id"));
        Path byPath = Files.createDirectories(dev.resolve("serial/by-path"));
        Path first = Files.createFile(dev.resolve("ttyUSB0"));
        Path second = Files.createFile(dev.resolve("ttyUSB1"));
        Path named = Files.createSymbolicLink(byId.resolve("usb-1a86_USB_Serial-if00-port0"), first);
        Files.createSymbolicLink(byPath.resolve("pci-0000:00:14.0-usb-0:1:1.0-port0"), first);
        Path plug = Files.createSymbolicLink(byPath.resolve("pci-0000:00:14.0-usb-0:2:1.0-port0"), second);
        Files.createSymbolicLink(byPath.resolve("pci-0000:00:14.0-usbv2-0:2:1.0-port0"), second);
        Files.createSymbolicLink(byPath.resolve("pci-0000:00:14.0-usb-0:3:1.0-port0"), dev.resolve("ttyUSB7"));

        assertThat(new SerialPorts(dev).usb()).containsExactly(named, plug);
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(new SerialPorts(dev.resolve("absent")).usb()).isEmpty();
    }

    @Test
    void picksUpABoardThatComesLetsGoOfItAndPicksItUpAgain() {
        Path port = dev.resolve("ttyACM0");
        try (UsbPortWatch watch = watch()) {
            assertThat(watch).isNotNull();
            for (byte visit = 1; visit <= 2; visit++) {
                try (PseudoTerminal board = PseudoTerminal.open(port)) {
                    await().atMost(SOON).until(board::isOpenAtHost);
                    board.write(new byte[] {visit});
                    byte expected = visit;
                    await().atMost(SOON).until(() -> heard.bytes().length == expected);
                }
                int closings = 2 * visit;
                await().atMost(SOON).until(() -> heard.events().size() == closings);
                await().atMost(SOON)
                        .until(() -> Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().equals("serial-ttyACM0")));
            }
        }

        assertThat(heard.bytes()).containsExactly(1, 2);
        assertThat(heard.events()).containsExactly("opened", "closed", "opened", "closed");
        assertThat(started).containsExactly(port.toString(), port.toString());
    }

    @Test
    void followsABoardThatComesBackAsAnotherDevice() throws IOException {
        Path byId = Files.createDirectories(dev.resolve("serial/by-id"));
        Path name = byId.resolve("usb-Espressif_1234-if00");
        Path plain = dev.resolve("ttyACM0");
        try (UsbPortWatch watch = watch()) {
            assertThat(watch).isNotNull();
            try (PseudoTerminal board = PseudoTerminal.open(plain)) {
                Files.createSymbolicLink(name, plain);
                await().atMost(SOON).until(board::isOpenAtHost);
                board.write(new byte[] {1});
                await().atMost(SOON).until(() -> heard.bytes().length == 1);
            }
            Files.delete(name);
            Path other = dev.resolve("ttyACM1");
            try (PseudoTerminal board = PseudoTerminal.open(other)) {
                Files.createSymbolicLink(name, other);
                await().atMost(SOON).until(board::isOpenAtHost);
                board.write(new byte[] {2});
                await().atMost(SOON).until(() -> heard.bytes().length == 2);
            }
        }

        assertThat(started).as("all under the board's own name").containsOnly(name.toString());
    }

    @Test
    void leavesAPortAloneThatItHasSeenOnlyOnce() {
        try (PseudoTerminal board = PseudoTerminal.open(dev.resolve("ttyACM0"));
                UsbPortWatch watch = UsbPortWatch.start(new SerialPorts(dev), this::startLink, Duration.ofMinutes(1))) {
            assertThat(watch).isNotNull();

            await().during(Duration.ofMillis(200)).atMost(SOON).until(() -> !board.isOpenAtHost());

            assertThat(started).isEmpty();
        }
    }

    @Test
    void goesOnLookingWhenALinkDoesNotStart() throws IOException {
        Path broken = Files.createFile(dev.resolve("ttyACM0"));
        try (UsbPortWatch watch = UsbPortWatch.start(new SerialPorts(dev), this::startAnyBut, Duration.ofMillis(50))) {
            assertThat(watch).isNotNull();
            await().atMost(SOON).until(() -> started.contains(broken.toString()));

            try (PseudoTerminal board = PseudoTerminal.open(dev.resolve("ttyACM1"))) {
                await().atMost(SOON).until(board::isOpenAtHost);
            }
        }
    }

    private DeviceLink startAnyBut(Path port) {
        if (port.endsWith("ttyACM0")) {
            started.add(port.toString());
            throw new IllegalStateException("a bug in what starts links");
        }
        return startLink(port);
    }

    @Test
    void closesItsLinksWhenItIsClosed() {
        try (PseudoTerminal board = PseudoTerminal.open(dev.resolve("ttyUSB3"))) {
            try (UsbPortWatch watch = watch()) {
                assertThat(watch).isNotNull();
                await().atMost(SOON).until(board::isOpenAtHost);
            }
            assertThat(board.isOpenAtHost()).isFalse();
        }
    }

    @Test
    void closesManyLinksAtTheSameTime() {
        List<PseudoTerminal> boards = IntStream.range(0, 30)
                .mapToObj(at -> PseudoTerminal.open(dev.resolve("ttyUSB" + at)))
                .toList();
        try (UsbPortWatch watch = watch()) {
            assertThat(watch).isNotNull();
            await().atMost(SOON).until(() -> boards.stream().allMatch(PseudoTerminal::isOpenAtHost));
        }

        assertThat(boards).noneMatch(PseudoTerminal::isOpenAtHost);
        boards.forEach(PseudoTerminal::close);
    }

    private UsbPortWatch watch() {
        return UsbPortWatch.start(new SerialPorts(dev), this::startLink, Duration.ofMillis(100));
    }

    private DeviceLink startLink(Path port) {
        started.add(port.toString());
        DeviceLink link = new SerialLink(port, 115_200, new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)));
        link.start(heard);
        return link;
    }
}
