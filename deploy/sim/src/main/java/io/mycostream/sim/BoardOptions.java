package io.mycostream.sim;

import io.mycostream.local.CannotStartException;
import io.mycostream.sim.board.BoardKind;
import io.mycostream.sim.board.BoardSettings;
import io.mycostream.sim.board.BoardSettings.Defect;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which board it is. */
final class BoardOptions {

    @Option(
            names = "--board",
            paramLabel = "KIND",
            description = "Which firmware, of those listed below (default: side-a).")
    private @Nullable String board;

    @Option(
            names = "--port",
            paramLabel = "PATH",
            description = "Where the port appears, as a symbolic link; else the path that is printed.")
    private @Nullable Path port;

    @Option(names = "--device-id", paramLabel = "ID", description = "What the board calls itself.")
    private @Nullable String deviceId;

    @Option(names = "--role", paramLabel = "ROLE", description = "mushroom1, hyphae1, sporebase, ...")
    private @Nullable String role;

    @Option(names = "--display-name", paramLabel = "NAME", description = "Its name for people, where it sends one.")
    private @Nullable String displayName;

    @Option(names = "--first-seq", paramLabel = "N", description = "Number of its first frame, for a wrap: 4294967290.")
    private @Nullable Long firstSeq;

    @Option(names = "--no-console", description = "No boot text and banners between the frames.")
    private boolean noConsole;

    @Option(names = "--human", description = "Text firmwares speak for people until told: mode machine.")
    private boolean human;

    @Option(names = "--live", description = "side-a prints its sensors as text too, once a second.")
    private boolean live;

    @Option(names = "--reset-on-open", description = "The board starts anew whenever its port is opened.")
    private boolean resetOnOpen;

    @Option(
            names = "--defects",
            paramLabel = "LIST",
            split = ",",
            description = {
                "Faults of firmware 2.1.0: line-ends (commands with 0x0A or 0x0D inside are lost),",
                "stale-commands (every third command is unknown)."
            })
    private List<String> defects = List.of();

    boolean isChosen() {
        return board != null || port != null;
    }

    Optional<Path> port() {
        return Optional.ofNullable(port);
    }

    boolean restartsWithHost() {
        return resetOnOpen;
    }

    BoardKind kind() throws CannotStartException {
        String label = board == null ? BoardKind.SIDE_A.label() : board;
        return BoardKind.named(label)
                .orElseThrow(() -> new CannotStartException("there is no board \"" + label + "\"; there are "
                        + Arrays.stream(BoardKind.values())
                                .map(BoardKind::label)
                                .collect(Collectors.joining(", "))));
    }

    /** Everything but the rate and the seed. */
    BoardSettings.Builder settings() throws CannotStartException {
        BoardSettings.Builder settings = BoardSettings.builder()
                .console(!noConsole)
                .machineMode(!human)
                .liveLines(live)
                .defects(defects());
        if (deviceId != null) {
            settings.deviceId(deviceId);
        }
        if (role != null) {
            settings.role(role);
        }
        if (displayName != null) {
            settings.displayName(displayName);
        }
        if (firstSeq != null) {
            settings.firstSeq(firstSeq);
        }
        return settings;
    }

    private Set<Defect> defects() throws CannotStartException {
        Set<Defect> some = EnumSet.noneOf(Defect.class);
        for (String word : defects) {
            some.add(Arrays.stream(Defect.values())
                    .filter(defect -> spelling(defect).equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new CannotStartException("there is no defect \"" + word + "\"; there are "
                            + Arrays.stream(Defect.values())
                                    .map(BoardOptions::spelling)
                                    .collect(Collectors.joining(", ")))));
        }
        return some;
    }

    private static String spelling(Defect defect) {
        return defect.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
