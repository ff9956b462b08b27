#!/bin/sh
# Builds what is not built yet or out of date, saying what takes the time, and becomes the demo.
# Arguments are the demo's own: PORT=8080 RATE=2 REDIS_PORT=0
set -eu
cd "$(dirname "$0")/../.."
started=$(date +%s)

JAVA_HOME=$(.mvn/jdk-25.sh)
export JAVA_HOME

jar=deploy/demo/target/demo/mycostream-demo.jar
gateway=gateway-service/target/demo/quarkus-app
ingest=device-ingest-service/target/demo/quarkus-app
built=target/demo/built
log=.demo/logs/build.log

# Folders count too: a file that was deleted makes its folder newer.
up_to_date() {
    [ -f "$built" ] && [ -f "$jar" ] && [ -f "$gateway/quarkus-run.jar" ] && [ -f "$ingest/quarkus-run.jar" ] &&
        [ -z "$(find pom.xml .mvn ./*/pom.xml ./*/src/main deploy/*/pom.xml deploy/*/src/main -newer "$built")" ]
}

# Says of Maven's output what a person wants to know and leaves the rest in the log.
progress() {
    downloads=0
    while IFS= read -r line; do
        printf '%s\n' "$line"
        case $line in
            *'Downloading from'*apache-maven-*-bin*) echo '  fetching Maven' >&3 ;;
            *'Downloading from'*)
                downloads=$((downloads + 1))
                case $downloads in
                    1) echo '  fetching libraries, only this first time' >&3 ;;
                    *00) echo "  ... $downloads files" >&3 ;;
                esac
                ;;
            '[INFO] Building mycostream:'*)
                module=${line#*mycostream: }
                echo "  ${module%% [0-9]*.*}" >&3
                ;;
            '[ERROR] '?*) echo "$line" >&3 ;;
        esac
    done 3>&1 >"$log"
}

build() {
    echo "building (Maven's words are in $log)"
    mkdir -p "$(dirname "$built")" "$(dirname "$log")"
    chmod 700 .demo
    rm -f "$built"
    : >"$built.started"

    pipe=$(mktemp -d)
    mkfifo "$pipe/maven"
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" MVNW_VERBOSE=true \
        ./mvnw --batch-mode --threads 2 --activate-profiles demo package >"$pipe/maven" 2>&1 &
    maven=$!
    # a shell does not pass signals on, and what runs behind an & does not hear Ctrl-C; to make, Ctrl-C is no error
    trap 'kill "$maven" 2>/dev/null || :; wait "$maven" || :; rm -rf "$pipe"; exit 0' INT TERM HUP
    progress <"$pipe/maven"
    rm -rf "$pipe"
    wait "$maven" || {
        echo "the build failed; the whole of it is in $log"
        exit 1
    }
    mv "$built.started" "$built"
    trap - INT TERM HUP
}

up_to_date || build

exec "$JAVA_HOME/bin/java" -Xmx48m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Ddemo.gateway="$gateway" -Ddemo.ingest="$ingest" -Ddemo.folder=.demo -Ddemo.started="$started" \
    -jar "$jar" "$@"
