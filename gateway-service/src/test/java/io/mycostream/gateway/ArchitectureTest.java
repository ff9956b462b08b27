package io.mycostream.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The five arrows of the gateway: who may know whom. */
class ArchitectureTest {

    private static final JavaClasses GATEWAY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.mycostream.gateway");

    private static final String[] REDIS_CLIENTS = {
        "io.vertx.redis..", "io.vertx.mutiny.redis..", "io.quarkus.redis..", "redis.clients..", "io.lettuce.."
    };

    /** Arrow 1: it starts in no container, parses no JSON, logs nothing, waits for nobody. */
    @Test
    void theCoreIsPlainJava() {
        classes()
                .that()
                .resideInAPackage("..gateway.stream..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("..gateway.stream..", "java..", "org.jspecify..")
                .check(GATEWAY);
    }

    /** Arrow 2. */
    @Test
    void aDialectKnowsTheCoreTheTransportTheIdentityAndTheWireContract() {
        classes()
                .that()
                .resideInAPackage("..gateway.dialect..")
                .should()
                .onlyDependOnClassesThat(not(resideInAnyPackage("io.mycostream.."))
                        .or(resideInAnyPackage(
                                "..gateway.dialect..",
                                "..gateway.stream..",
                                "..gateway.transport..",
                                "..gateway.identity..",
                                "io.mycostream.publisher.wire..")))
                .check(GATEWAY);
    }

    /** Arrow 2: what they share is in the package above them. */
    @Test
    void dialectsDoNotKnowEachOther() {
        slices().matching("..gateway.dialect.(*)..")
                .should()
                .notDependOnEachOther()
                .check(GATEWAY);
        noClasses()
                .that()
                .resideInAPackage("..gateway.dialect")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..gateway.dialect.*..")
                .check(GATEWAY);
    }

    /** Arrow 3: deleting a dialect's package deletes the dialect and breaks nothing; not even the wiring names one. */
    @Test
    void nothingDependsOnADialect() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..gateway.dialect..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..gateway.dialect..")
                .check(GATEWAY);
    }

    /** Arrow 4. The wiring may name the one type of the client that it hands on. */
    @Test
    void onlyTheRedisPackagesUseARedisClient() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..gateway.broker.redis..", "..gateway.limit.redis..", "..gateway.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(REDIS_CLIENTS)
                .check(GATEWAY);
        noClasses()
                .that()
                .resideInAPackage("..gateway.app..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(REDIS_CLIENTS).and(not(name("io.vertx.redis.client.Redis"))))
                .check(GATEWAY);
    }

    /** Arrow 4. */
    @Test
    void onlyTransportAndDialectsKnowHowClientsAreConnected() {
        noClasses()
                .that()
                .resideOutsideOfPackages("..gateway.transport..", "..gateway.dialect..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "io.quarkus.websockets..",
                        "io.vertx.core.http..",
                        "io.vertx.ext.web..",
                        "jakarta.ws.rs..",
                        "org.jboss.resteasy..")
                .check(GATEWAY);
    }

    @Test
    void nothingDependsOnTheWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..gateway.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..gateway.app..")
                .check(GATEWAY);
    }

    /** Arrow 5. */
    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.mycostream.gateway.(**)")
                .should()
                .beFreeOfCycles()
                .check(GATEWAY);
    }
}
