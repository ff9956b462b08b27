package io.mycostream.torture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The judge judges what is written down, and nothing else. */
class ArchitectureTest {

    private static final JavaClasses TORTURE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mycostream.torture");

    @Test
    void theJudgeKnowsTheJournalAlone() {
        classes()
                .that()
                .resideInAPackage("..torture.judge..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.mycostream.torture.judge..",
                        "io.mycostream.torture.journal..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "org.jspecify..")
                .check(TORTURE);
    }

    @Test
    void packagesDoNotGoRoundInCircles() {
        slices().matching("io.mycostream.torture.(*)..")
                .should()
                .beFreeOfCycles()
                .check(TORTURE);
    }
}
