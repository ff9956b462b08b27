package io.mycostream.sim.board;

import io.mycostream.sim.board.Climate.Air;
import io.mycostream.sim.board.Sending.Line;
import io.mycostream.sim.board.Sending.Meaning;
import java.util.List;
import java.util.Locale;

/** Text that boards print on USB beside everything else. */
final class Console {

    private static final List<String> BOOT_ROM = List.of(
            "ESP-ROM:esp32s3-20210327",
            "Build:Mar 27 2021",
            "rst:0x15 (USB_UART_CHIP_RESET),boot:0x8 (SPI_FAST_FLASH_BOOT)",
            "Saved PC:0x40378aa6",
            "SPIWP:0xee",
            "mode:DIO, clock div:1",
            "load:0x3fce3808,len:0x4bc",
            "load:0x403c9700,len:0xbd8",
            "entry 0x403c98d0");

    private Console() {}

    /** What the chip says before any firmware runs. */
    static void bootRom(Outlet outlet) {
        BOOT_ROM.forEach(line -> outlet.send(Line.of(line, Meaning.NOISE)));
    }

    /** A banner with drawing characters, which are several bytes each. */
    static void banner(String name, Outlet outlet) {
        String rule = "═".repeat(name.length() + 2);
        outlet.send(Line.of("╔" + rule + "╗", Meaning.NOISE));
        outlet.send(Line.of("║ " + name + " ║", Meaning.NOISE));
        outlet.send(Line.of("╚" + rule + "╝", Meaning.NOISE));
    }

    static void print(String text, Outlet outlet) {
        outlet.send(new Line(text, Meaning.NOISE, "\n"));
    }

    /** One sensor as a line of text, as a formatted print makes it. */
    static Line sensorLine(String prefix, String sensor, int address, Air air, boolean airQuality, long ageMillis) {
        String text = String.format(
                Locale.ROOT,
                "%s%s addr=0x%02x age=%dms T=%.2fC RH=%.2f%% P=%.2fhPa Gas=%dOhm",
                prefix,
                sensor,
                address,
                ageMillis,
                air.temperatureC(),
                air.humidityPercent(),
                air.pressureHpa(),
                air.gasOhm());
        String quality = airQuality
                ? String.format(
                        Locale.ROOT,
                        " IAQ=%.2f acc=%d sIAQ=%.2f CO2eq=%.2f VOC=%.3f",
                        air.iaq(),
                        1,
                        air.iaq(),
                        air.co2Ppm(),
                        air.vocPpm())
                : " IAQ=N/A";
        return new Line(text + quality, Meaning.TELEMETRY, "\n");
    }
}
