package io.mycostream.sim.board;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/** The firmwares there are. */
public enum BoardKind {
    SIDE_A("side-a", "JSON frames, firmware 2.1.0, with console text", s -> new SideA(s, "2.1.0")),
    SIDE_A_2_0_0("side-a-2.0.0", "the same, firmware 2.0.0", s -> new SideA(s, "2.0.0")),
    SIDE_B("side-b", "JSON frames of both sides on one line, radio status every 5 s", SideB::new),
    DURABLE("side-a-durable", "envelopes that are repeated until acknowledged, counter in flash", DurableSideA::new),
    BINARY("side-a-binary", "the older 188-byte telemetry every second", BinarySideA::new),
    RADIO_SIDE_B(
            "side-b-radio",
            "a durable Side A behind a Side B that gives its frames new numbers",
            s -> new RadioSideB(new DurableSideA(s), s)),
    BACKEND("backend", "the backend's big-endian form", Backend::new),
    PRODUCTION("production", "text: production Side A, machine or human mode", s -> new TextBoard(new ProductionText(s), s)),
    SCIENCE("science", "text: ScienceComms", s -> new TextBoard(new ScienceText(s), s)),
    ADVANCED("advanced", "text: Advanced, nameless", s -> new TextBoard(new AdvancedText(), s)),
    DEVICE_MANAGER("device-manager", "text: dual-mode device manager", s -> new TextBoard(new DeviceManagerText(s), s)),
    DUAL_BME688("dual-bme688", "text: console of two BME688", s -> new TextBoard(new DualSensorText(s), s)),
    FCI("fci", "text: bioelectric interface, console text only", s -> new TextBoard(new FciText(s), s)),
    LORA_GATEWAY("lora-gateway", "headers of radio packets as JSON lines", LoraGateway::new);

    private final String label;
    private final String description;
    private final Function<BoardSettings, Board> firmware;

    BoardKind(String label, String description, Function<BoardSettings, Board> firmware) {
        this.label = label;
        this.description = description;
        this.firmware = firmware;
    }

    /** The name on the command line and in the truth log. */
    public String label() {
        return label;
    }

    public String description() {
        return description;
    }

    /** Whether it sends frames; the others send lines of text and nothing else. */
    public boolean sendsFrames() {
        return switch (this) {
            case SIDE_A, SIDE_A_2_0_0, SIDE_B, DURABLE, BINARY, RADIO_SIDE_B, BACKEND -> true;
            case PRODUCTION, SCIENCE, ADVANCED, DEVICE_MANAGER, DUAL_BME688, FCI, LORA_GATEWAY -> false;
        };
    }

    /** A new board of this kind, not booted yet. */
    public Board board(BoardSettings settings) {
        return firmware.apply(settings);
    }

    /** The kind with this {@link #label}. */
    public static Optional<BoardKind> named(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
