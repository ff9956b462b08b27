#!/bin/sh
# Searches with Jazzer for inputs that break a fuzz target, each for a while. Status 1 when something was found.
# Arguments: DURATION=60s (or 10m, or seconds) TARGET=all (or one, or several with commas)
set -eu
cd "$(dirname "$0")/../../.."

duration=60s
target=all
for argument; do
    case $argument in
        DURATION=*) duration=${argument#*=} ;;
        TARGET=*) target=${argument#*=} ;;
        *) echo "unknown argument $argument, expected DURATION=60s or TARGET=all" >&2; exit 2 ;;
    esac
done
case $duration in
    *m) seconds=$((${duration%m} * 60)) ;;
    *) seconds=${duration%s} ;;
esac
case $seconds in
    '' | *[!0-9]*) echo "DURATION is $duration, expected seconds like 60s or minutes like 10m" >&2; exit 2 ;;
esac

targets=src/test/java/io/mycostream/ingest/fuzz
[ "$target" = all ] && target=$(cd "$targets" && ls -- *Fuzz.java | sed 's/\.java$//')
target=$(echo "$target" | tr ',' ' ')
for name in $target; do
    [ -f "$targets/$name.java" ] || {
        echo "there is no target $name, expected some of $(cd "$targets" && ls -- *Fuzz.java | sed 's/\.java$//' | xargs)" >&2
        exit 2
    }
done

JAVA_HOME=$(../.mvn/jdk-25.sh)
export JAVA_HOME
(
    cd ..
    MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" ./mvnw --batch-mode --no-transfer-progress --quiet \
        --activate-profiles fuzz --projects device-ingest-service --also-make test-compile
)
classpath=target/test-classes:target/classes:$(cat target/fuzz/classpath)

found=0
for name in $target; do
    seeds=src/test/resources/fuzz/$name
    corpus=target/fuzz/$name
    mkdir -p "$corpus" "$seeds"
    echo "$name for ${seconds} s"
    # what is worth another try is remembered in target, what breaks the law goes beside the seeds
    "$JAVA_HOME/bin/java" -Xmx1g -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -XX:+EnableDynamicAgentLoading -cp "$classpath" com.code_intelligence.jazzer.Jazzer \
        --target_class="io.mycostream.ingest.fuzz.$name" --instrumentation_includes='io.mycostream.**' \
        --custom_hook_includes='io.mycostream.**' --reproducer_path="$corpus" \
        -max_total_time="$seconds" -max_len=8192 -timeout=30 -report_slow_units=30 -print_final_stats=1 -artifact_prefix="$seeds/found-" \
        "$corpus" "$seeds" >"target/fuzz/$name.log" 2>&1 || {
        found=1
        echo "$name: FOUND" >&2
        grep -A12 -e '== Java Exception' -e '== ERROR: ' "target/fuzz/$name.log" >&2 || tail -20 "target/fuzz/$name.log" >&2
    }
    grep -e '^stat::number_of_executed_units' -e '^Done ' "target/fuzz/$name.log" || :
done
exit $found
