#!/bin/sh
# Packages the benchmarks and runs them. Arguments choose some by their name.
set -eu
cd "$(dirname "$0")/.."

JAVA_HOME=$(.mvn/jdk-25.sh)
export JAVA_HOME

MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" ./mvnw --batch-mode --no-transfer-progress --quiet \
    -DskipTests --projects benchmarks --also-make package

# JMH uses sun.misc.Unsafe and complains about it
exec "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -jar benchmarks/target/mycostream-benchmarks.jar "$@"
