#!/bin/sh
# Fetches the clients, packages the gateway unless that is up to date, and lets the ones speak with the other.
set -eu
cd "$(dirname "$0")"
root=$(cd ../../../.. && pwd)
target=$root/gateway-service/target

missing() {
    echo "the clients need $1" >&2
    exit 1
}

for tool in npm curl python3 redis-server "${CHROMIUM:=/usr/bin/chromium}"; do
    command -v "$tool" >/dev/null || missing "$tool"
done
node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' || missing "Node.js 20 or newer"
curl --version | grep -q HTTP2 || missing "a curl that speaks HTTP/2"
python3 -c 'import ensurepip, venv' 2>/dev/null || missing "Python's venv (Debian's package python3-venv)"
export CHROMIUM

JAVA_HOME=$("$root/.mvn/jdk-25.sh")
export JAVA_HOME

npm ci --silent

python=$target/clients/bin/python
installed=$target/clients/requirements.txt
cmp -s requirements.txt "$installed" || {
    python3 -m venv --clear "$target/clients"
    "$python" -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
    cp requirements.txt "$installed"
}

application=$target/quarkus-app/quarkus-run.jar
[ -f "$application" ] &&
    [ -z "$(find "$root/pom.xml" "$root/publisher-sdk/src/main" "$root/gateway-service/src/main" \
        "$root/gateway-service/pom.xml" -newer "$application")" ] || {
    echo "packaging the gateway"
    (cd "$root" && ./mvnw --batch-mode --no-transfer-progress --quiet -DskipTests -pl gateway-service -am package)
    touch "$application"
}

CLIENTS_PYTHON=$python exec npm --silent test
