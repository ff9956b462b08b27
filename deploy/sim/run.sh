#!/bin/sh
# Packages what is not packaged yet or out of date, and becomes mycobrain-sim. Arguments are its own, --help lists them.
set -eu
caller=$PWD
cd "$(dirname "$0")/../.."
root=$PWD

JAVA_HOME=$(.mvn/jdk-25.sh)
export JAVA_HOME

jar=deploy/sim/target/mycobrain-sim.jar

# Folders count too: a file that was deleted makes its folder newer.
up_to_date() {
    [ -f "$jar" ] &&
        [ -z "$(find pom.xml .mvn publisher-sdk/src/main deploy/local/src/main device-ingest-service/src/main/java/io/mycostream/ingest/mdp \
            deploy/sim/src/main deploy/sim/pom.xml -newer "$jar")" ]
}

up_to_date || {
    echo "packaging mycobrain-sim" >&2
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" ./mvnw --batch-mode --no-transfer-progress --quiet \
        -DskipTests --projects deploy/sim --also-make package >&2
    touch "$jar"
}

# paths among the arguments are the caller's
cd "$caller"
exec "$JAVA_HOME/bin/java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
    -jar "$root/$jar" "$@"
