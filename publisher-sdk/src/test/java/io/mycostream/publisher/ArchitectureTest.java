package io.mycostream.publisher;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

/** The arrows of the SDK: redis to publisher to wire, and none back. */
class ArchitectureTest {

    private static final JavaClasses SDK = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mycostream.publisher");

    @Test
    void theWireContractStandsAlone() {
        classes()
                .that()
                .resideInAPackage("..publisher.wire..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.mycostream.publisher.wire..", "java..", "com.fasterxml.jackson.core..", "org.jspecify..")
                .check(SDK);
    }

    @Test
    void theWireContractDoesNoInputAndOutput() {
        noClasses()
                .that()
                .resideInAPackage("..publisher.wire..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.nio.channels..")
                                .and(belongToAnyOf(IOException.class, UncheckedIOException.class)
                                        .as("exceptions")
                                        .negate()))
                .check(SDK);
    }

    @Test
    void onlyOnePackageKnowsARedisClient() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..publisher.redis..")
                .should()
                .dependOnClassesThat(resideInAPackage("redis.clients.."))
                .check(SDK);
    }

    @Test
    void nothingKnowsQuarkus() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..", "io.smallrye..")
                .check(SDK);
    }

    @Test
    void packagesDoNotGoRoundInCircles() {
        slices().matching("io.mycostream.(publisher..)")
                .should()
                .beFreeOfCycles()
                .check(SDK);
    }
}
