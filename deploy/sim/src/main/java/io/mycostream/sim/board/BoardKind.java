package io.mycostream.sim.board;

import java.util.Arrays;
import java.util.Optional;

/** The firmwares there are. */
public enum BoardKind {
    SIDE_A("side-a", "JSON frames, firmware 2.1.0, console text between them"),
    SIDE_A_2_0_0("side-a-2.0.0", "the same, firmware 2.0.0"),
    SIDE_B("side-b", "JSON frames of both sides on one line, radio status every 5 s"),
    DURABLE("side-a-durable", "envelopes that are repeated until acknowledged, counter in flash"),
    BINARY("side-a-binary", "the older 188-byte telemetry every second"),
    RADIO_SIDE_B("side-b-radio", "a durable Side A behind a Side B that gives its frames new numbers"),
    BACKEND("backend", "the backend's big-endian form"),
    PRODUCTION("production", "text: production Side A, machine or human mode"),
    SCIENCE("science", "text: ScienceComms"),
    ADVANCED("advanced", "text: Advanced, nameless"),
    DEVICE_MANAGER("device-manager", "text: dual-mode device manager"),
    DUAL_BME688("dual-bme688", "text: console of two BME688"),
    FCI("fci", "text: bioelectric interface, console text only"),
    LORA_GATEWAY("lora-gateway", "headers of radio packets as JSON lines");

    private final String label;
    private final String description;

    BoardKind(String label, String description) {
        this.label = label;
        this.description = description;
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
        return switch (this) {
            case SIDE_A -> new SideA(settings, "2.1.0");
            case SIDE_A_2_0_0 -> new SideA(settings, "2.0.0");
            case SIDE_B -> new SideB(settings);
            case DURABLE -> new DurableSideA(settings);
            case BINARY -> new BinarySideA(settings);
            case RADIO_SIDE_B -> new RadioSideB(new DurableSideA(settings), settings);
            case BACKEND -> new Backend(settings);
            case PRODUCTION -> new TextBoard(new ProductionText(settings), settings);
            case SCIENCE -> new TextBoard(new ScienceText(settings), settings);
            case ADVANCED -> new TextBoard(new AdvancedText(), settings);
            case DEVICE_MANAGER -> new TextBoard(new DeviceManagerText(settings), settings);
            case DUAL_BME688 -> new TextBoard(new DualSensorText(settings), settings);
            case FCI -> new TextBoard(new FciText(settings), settings);
            case LORA_GATEWAY -> new LoraGateway(settings);
        };
    }

    /** The kind with this {@link #label}. */
    public static Optional<BoardKind> named(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label.equals(label)).findFirst();
    }
}
