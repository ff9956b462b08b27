package io.mycostream.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mycostream.demo.Requirements.Citation;
import io.mycostream.demo.Requirements.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every numbered promise of the client APIs is cited by a test that proves it. */
class RequirementsTest {

    private static final String DOCUMENT = """
            | number | in short | |
            | --- | --- | --- |
            | XY-1 | one | |
            | XY-2 | two | open |
            | XY-3 | three | sdk |
            | Z-1 | another | |
            """;

    @Test
    void everyNumberIsCitedAndEveryCitationIsOfANumber() throws IOException {
        Report report = Requirements.ofRepository(Manifests.ROOT);

        System.out.println(report);
        assertThat(report.isGood()).as(report.toString()).isTrue();
    }

    @Test
    void tellsWhatNobodyCites() {
        Requirements requirements = Requirements.of(DOCUMENT);

        assertThat(requirements.report(List.of()))
                .isEqualTo(new Report(List.of("XY-1", "Z-1"), List.of(), List.of(), List.of("XY-2"), List.of("XY-3")));
        assertThat(requirements.report(requirements.citations("a", "XY-1, Z-1")).isGood())
                .isTrue();
    }

    @Test
    void tellsWhatIsOpenNoMoreAndWhatDoesNotExist() {
        Requirements requirements = Requirements.of(DOCUMENT);

        Report report = requirements.report(requirements.citations("a.txt", "proves XY-1\nproves XY-2 Z-1 Z-7"));

        assertThat(report)
                .isEqualTo(
                        new Report(List.of(), List.of("XY-2"), List.of("Z-7 at a.txt:2"), List.of(), List.of("XY-3")));
        assertThat(report.isGood()).isFalse();
    }

    @Test
    void readsRangesAndNothingThatOnlyLooksAlike() {
        Requirements requirements = Requirements.of(DOCUMENT);

        assertThat(requirements.citations("a", "/** XY-1..3, Z-1. */ // WXY-1, XY-1a, XY1, UTF-8, XY-"))
                .extracting(Citation::number)
                .containsExactly("XY-1", "XY-2", "XY-3", "Z-1");
        assertThat(requirements.citations("a", "XY-2..XY-3"))
                .extracting(Citation::number)
                .containsExactly("XY-2", "XY-3");
    }

    @Test
    void looksIntoTestsAndNowhereElse(@TempDir Path root) throws IOException {
        for (String file : List.of(
                "a/src/test/java/ATest.java",
                "a/src/test/resources/dialects/x/b.txt",
                "a/src/test/browser/c.mjs",
                "a/src/main/java/Main.java",
                "a/src/test/browser/node_modules/d.js",
                "a/src/test/resources/README.md",
                "a/target/src/test/java/E.java")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "XY-1");
        }

        assertThat(Requirements.of(DOCUMENT).citationsBelow(root))
                .extracting(Citation::place)
                .containsExactlyInAnyOrder(
                        "a/src/test/java/ATest.java:1",
                        "a/src/test/resources/dialects/x/b.txt:1",
                        "a/src/test/browser/c.mjs:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"| XY-2 | two | |", "| XY-1 | one | |\n| XY-1 | one | |", "| XY-1 | one | done |"})
    void refusesRowsThatAreNone(String rows) {
        assertThatIllegalArgumentException().isThrownBy(() -> Requirements.of(rows));
    }
}
