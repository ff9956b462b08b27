#!/bin/sh
# Packages what is not packaged yet or out of date, and becomes the torture.
# Arguments are its own: DURATION=60s SEED=1 NEMESIS=all GATEWAYS=2 CLIENTS=50 EVENTS=200 ROUNDS=0 PLANT=none
set -eu
cd "$(dirname "$0")/../.."

JAVA_HOME=$(.mvn/jdk-25.sh)
export JAVA_HOME

jar=deploy/torture/target/mycostream-torture.jar
gateway=gateway-service/target/quarkus-app

# Folders count too: a file that was deleted makes its folder newer.
up_to_date() {
    [ -f "$jar" ] && [ -f "$gateway/quarkus-run.jar" ] &&
        [ -z "$(find pom.xml .mvn publisher-sdk/src/main gateway-service/src/main gateway-service/pom.xml \
            -newer "$gateway/quarkus-run.jar")" ] &&
        [ -z "$(find pom.xml publisher-sdk/src/main deploy/local/src/main deploy/torture/src/main deploy/torture/pom.xml \
            -newer "$jar")" ]
}

up_to_date || {
    echo "packaging the gateway and the torture"
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" ./mvnw --batch-mode --no-transfer-progress --quiet \
        -DskipTests --projects deploy/torture --also-make package
    touch "$jar" "$gateway/quarkus-run.jar"
}

exec "$JAVA_HOME/bin/java" -Xmx640m -XX:+UseSerialGC \
    -Dtorture.gateway="$gateway" -Dtorture.folder=target/torture \
    -jar "$jar" "$@"
