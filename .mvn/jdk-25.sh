#!/bin/sh
# Prints the home of a JDK 25 or newer, for machines where `java` on the PATH is an older one.
#
# What the user names wins (JAVA_HOME, then JAVA25_HOME), then the JDK of the PATH, then the oldest that is new enough
# among the usual install folders: the build is checked with 25, and tools that look into javac lag behind newer ones.
# Only folders are read; starting each java found to ask its version would cost a second.

# Prints the feature version (25) of the JDK in $1, or nothing when there is none: a JRE has no javac.
feature_version() {
    [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9][0-9]*\).*/\1/p'
    fi
}

new_enough() {
    version=$(feature_version "$1")
    [ "${version:-0}" -ge 25 ]
}

# Follows the links of a command, /usr/bin/javac to its real place, and prints the home it lies in.
home_of() {
    command=$1
    while [ -L "$command" ]; do
        target=$(readlink "$command")
        case $target in
            /*) command=$target ;;
            *) command=$(dirname "$command")/$target ;;
        esac
    done
    dirname "$(dirname "$command")"
}

for home in "${JAVA_HOME-}" "${JAVA25_HOME-}" "$(home_of "$(command -v javac)")"; do
    if [ -n "$home" ] && new_enough "$home"; then
        printf '%s\n' "$home"
        exit 0
    fi
done

oldest=
oldest_version=
for home in \
    /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/* /opt/java/* /opt/jdk/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.jdks/*/Contents/Home \
    "$HOME"/.asdf/installs/java/* "$HOME"/.local/share/mise/installs/java/*; do
    if new_enough "$home" && [ "$version" -lt "${oldest_version:-1000}" ]; then
        oldest=$home
        oldest_version=$version
    fi
done
if [ -n "$oldest" ]; then
    printf '%s\n' "$oldest"
    exit 0
fi

echo 'mycostream needs a JDK 25: install one (https://adoptium.net, or `sdk install java 25-tem`) or set JAVA_HOME to it' >&2
exit 1
