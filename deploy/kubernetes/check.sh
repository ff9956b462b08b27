#!/bin/sh
# Renders the base and every overlay as `kubectl apply -k` would. Needs kubectl, no cluster.
set -eu
cd "$(dirname "$0")"

command -v kubectl >/dev/null || {
    echo 'deploy/kubernetes/check.sh: kubectl is not installed, so the manifests cannot be rendered' >&2
    exit 1
}
for folder in base overlays/*; do
    # kept back until it is whole, so that a failure is the last thing seen
    rendered=$(kubectl kustomize "$folder")
    echo "$folder: $(printf '%s\n' "$rendered" | grep -c '^kind: ') objects"
done
