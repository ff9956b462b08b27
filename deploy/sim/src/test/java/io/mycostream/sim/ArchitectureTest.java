package io.mycostream.sim;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The firmwares know bytes and nothing of lines, brokers and command lines. */
class ArchitectureTest {

    private static final JavaClasses SIM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mycostream.sim");

    @Test
    void firmwaresKnowTheCodecAlone() {
        classes()
                .that()
                .resideInAPackage("..sim.board..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.mycostream.sim.board..",
                        "io.mycostream.ingest.mdp..",
                        "com.fasterxml.jackson..",
                        "java.lang..",
                        "java.io..",
                        "java.nio..",
                        "java.math..",
                        "java.util..",
                        "java.time..",
                        "org.jspecify..")
                .check(SIM);
    }

    @Test
    void onlyTheGatewayComputerKnowsMqtt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..sim.mqtt..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.paho..")
                .check(SIM);
    }

    @Test
    void nothingKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideInAnyPackage("..sim.board..", "..sim.line..", "..sim.truth..", "..sim.mqtt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.mycostream.sim", "picocli..")
                .check(SIM);
    }

    @Test
    void packagesDoNotGoRoundInCircles() {
        slices().matching("io.mycostream.sim.(*)..").should().beFreeOfCycles().check(SIM);
    }
}
