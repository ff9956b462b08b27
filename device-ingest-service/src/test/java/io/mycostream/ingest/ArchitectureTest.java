package io.mycostream.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class ArchitectureTest {

    private static final JavaClasses INGEST = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mycostream.ingest");

    @Test
    void theProtocolIsBytesInAndRecordsOut() {
        classes()
                .that()
                .resideInAPackage("..ingest.mdp..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "..ingest.mdp..",
                        "java.lang..",
                        "java.math",
                        "java.util..",
                        "java.nio",
                        "java.nio.charset",
                        "java.security",
                        "java.io",
                        "com.fasterxml.jackson..",
                        "org.jspecify..")
                .check(INGEST);
        noClasses()
                .that()
                .resideInAPackage("..ingest.mdp..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|InputStream|OutputStream|RandomAccessFile|Reader|Writer).*")
                .check(INGEST);
    }

    @Test
    void devicesAreKnownByWhatTheySay() {
        noClasses()
                .that()
                .resideInAPackage("..ingest.device..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..ingest.link..", "..ingest.telemetry..", "..ingest.text..", "..ingest.app..", "..publisher..")
                .check(INGEST);
    }

    @Test
    void textIsLinesInAndRecordsOut() {
        classes()
                .that()
                .resideInAPackage("..ingest.text..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "..ingest.text..",
                        "..ingest.mdp",
                        "java.lang..",
                        "java.math",
                        "java.util..",
                        "com.fasterxml.jackson..",
                        "org.jspecify..")
                .check(INGEST);
    }

    @Test
    void theSpoolKeepsBytesWithoutUnderstandingThem() {
        classes()
                .that()
                .resideInAPackage("..ingest.spool..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("..ingest.spool..", "java..", "org.jspecify..")
                .check(INGEST);
    }

    @Test
    void telemetryDoesNotKnowWhereADeviceWasHeard() {
        noClasses()
                .that()
                .resideInAPackage("..ingest.telemetry..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..ingest.link..", "..ingest.app..", "..publisher.redis..")
                .check(INGEST);
    }

    @Test
    void boardsDoNotKnowHowTheyAreHeard() {
        noClasses()
                .that()
                .resideInAPackage("..ingest.board..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..ingest.link..", "..ingest.mdp..", "..ingest.app..")
                .check(INGEST);
    }

    @Test
    void linksCarryBytesWithoutUnderstandingThem() {
        noClasses()
                .that()
                .resideInAPackage("..ingest.link..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "..ingest.mdp..",
                        "..ingest.mqtt..",
                        "..ingest.device..",
                        "..ingest.telemetry..",
                        "..ingest.board..",
                        "..ingest.app..",
                        "..publisher..")
                .check(INGEST);
        noClasses()
                .that()
                .resideInAPackage("..ingest.link")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..ingest.link.*..")
                .check(INGEST);
    }

    @Test
    void commandsKnowNeitherWhereABoardIsNorHowProcessesMeet() {
        noClasses()
                .that()
                .resideInAPackage("..ingest.command..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..ingest.link.*..", "..ingest.board..", "..ingest.app..", "..publisher.redis..")
                .check(INGEST);
    }

    @Test
    void whatMqttMessagesMeanIsSaidWithoutInputAndOutput() {
        classes()
                .that()
                .resideInAPackage("..ingest.mqtt..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "..ingest.mqtt..",
                        "..ingest.mdp..",
                        "..ingest.device..",
                        "java.lang..",
                        "java.util..",
                        "java.math",
                        "java.nio",
                        "java.nio.charset",
                        "java.security",
                        "java.io",
                        "org.bouncycastle.crypto.digests",
                        "com.fasterxml.jackson..",
                        "org.jspecify..")
                .check(INGEST);
    }

    @Test
    void onlyTheMqttLinksKnowTheNetwork() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..ingest.link.mqtt..", "..ingest.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(INGEST);
    }

    @Test
    void onlyTheSerialLinkKnowsTheSerialDriver() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..ingest.link.serial..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.fazecast..")
                .check(INGEST);
    }

    @Test
    void redisIsReachedThroughTheSdkAlone() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("redis.clients..")
                .check(INGEST);
    }

    @Test
    void onlyTheWiringKnowsTheFramework() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..ingest.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "jakarta..", "io.smallrye..", "io.micrometer..", "org.eclipse..")
                .check(INGEST);
    }

    @Test
    void nothingDependsOnTheWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..ingest.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..ingest.app..")
                .check(INGEST);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("io.mycostream.ingest.(**)").should().beFreeOfCycles().check(INGEST);
    }
}
