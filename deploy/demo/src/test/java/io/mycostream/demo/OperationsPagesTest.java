package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the pages for those who run the services say is said once, leads somewhere, and is what the services say. */
class OperationsPagesTest {

    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static final Pattern METRIC = Pattern.compile("\\b(?:stream|ingest)_[a-z_]+");

    /** Between these stand the parts of a line of the log that are always the same. */
    private static final Pattern VARYING = Pattern.compile("\\.\\.\\.|\\w+=\\S*");

    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(Manifests.ROOT);
                Stream<Path> docs = Files.walk(Manifests.ROOT.resolve("docs"))) {
            Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(pages::add);
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Path page) throws IOException {
        Matcher links = LINK.matcher(withoutBlocks(Files.readString(page)));
        while (links.find()) {
            String link = links.group(1);
            if (link.contains("://")) {
                continue;
            }
            String[] parts = link.split("#", 2);
            Path target =
                    parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
            assertThat(target).as("link %s of %s", link, page).exists();
            if (parts.length == 2) {
                assertThat(anchors(target)).as("headings of %s", target).contains(parts[1]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void noRowOfATableIsThereTwice(Path page) throws IOException {
        Set<String> seen = new HashSet<>();
        for (String line : Files.readString(page).lines().toList()) {
            if (!line.startsWith("|")) {
                seen.clear();
            } else if (!line.startsWith("| |") && !line.startsWith("| ---")) {
                assertThat(seen.add(firstCell(line)))
                        .as("first time of: %s", line)
                        .isTrue();
            }
        }
    }

    /** Rows without a name of their own go on with the values of a tag, which the row before them promised. */
    @Test
    void valuesOfATagStandBelowIt() throws IOException {
        boolean promised = false;
        for (String line : Files.readString(page("run.md")).lines().toList()) {
            String[] cells = line.split(" *\\| *", -1);
            if (line.startsWith("| `")) {
                promised = cells[2].endsWith(":");
            } else if (line.startsWith("| | `")) {
                assertThat(promised).as("a tag is named above: %s", line).isTrue();
            }
        }
    }

    /** One that is misspelt in an alert never rings. */
    @Test
    void everyMetricThatIsNamedIsExplained() throws IOException {
        Set<String> explained = new HashSet<>();
        for (Path page : operations()) {
            for (String line : Files.readString(page).lines().toList()) {
                if (line.startsWith("|")) {
                    String[] cells = line.split(" *\\| *");
                    Stream.of(cells)
                            .skip(1)
                            .limit(2)
                            .flatMap(cell -> CODE.matcher(cell).results())
                            .forEach(code -> explained.add(code.group(1)));
                }
            }
        }
        for (Path page : operations()) {
            CODE.matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""))
                    .results()
                    .flatMap(code -> METRIC.matcher(code.group(1)).results())
                    .forEach(metric -> assertThat(explained).as("%s", page).contains(metric.group()));
        }
    }

    @Test
    void whatTheLogIsSaidToSayItSays() throws IOException {
        String sources = sources();
        int lines = 0;
        for (String name : List.of("connecting-a-board.md", "run.md")) {
            boolean log = false;
            for (String line : Files.readString(page(name)).lines().toList()) {
                log = line.startsWith("| In the log") || (log && line.startsWith("|"));
                if (log && !line.startsWith("| In the log") && !line.startsWith("| ---")) {
                    Matcher code = CODE.matcher(firstCell(line));
                    while (code.find()) {
                        lines++;
                        for (String part : VARYING.split(code.group(1))) {
                            assertThat(sources.contains(part.strip()))
                                    .as("a source says \"%s\"", part.strip())
                                    .isTrue();
                        }
                    }
                }
            }
        }
        assertThat(lines).isGreaterThan(20);
    }

    private static List<Path> operations() throws IOException {
        try (Stream<Path> files = Files.list(Manifests.ROOT.resolve("docs/operations"))) {
            return files.sorted().toList();
        }
    }

    private static Path page(String name) {
        return Manifests.ROOT.resolve("docs/operations").resolve(name);
    }

    private static String firstCell(String row) {
        return row.split(" *\\| *")[1];
    }

    private static String withoutBlocks(String page) {
        return page.replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", "");
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        for (String line : withoutBlocks(Files.readString(page)).lines().toList()) {
            if (line.startsWith("#")) {
                String words = line.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT);
                anchors.add(words.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'));
            }
        }
        return anchors;
    }

    /** All of the ingest service's, with texts in one piece that stand on several lines. */
    private static String sources() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path source : PackagedService.INGEST.sources()) {
            all.append(Files.readString(source).replaceAll("\"\\s*\\+\\s*\"", ""));
        }
        return all.toString();
    }
}
