# `make` alone lists the goals. Each finds a JDK 25 by itself, also where `java` on the PATH is an older one.

# What `make demo` may be told; set here, so that a PORT of the environment means nothing to it.
PORT = 8080
RATE = 2
REDIS_PORT = 0

# Maven's own libraries use sun.misc.Unsafe, which newer JDKs complain about on every run.
maven = JAVA_HOME="$$(.mvn/jdk-25.sh)" && export JAVA_HOME && \
	MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow $$MAVEN_OPTS" && export MAVEN_OPTS && \
	exec ./mvnw --batch-mode --no-transfer-progress

.PHONY: help demo test build format check check-page check-manifests

help: ## list the goals (this is the default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 } /^#: / { printf "%21s%s\n", "", substr($$0, 4) }' Makefile

demo: ## run the whole suite here, with demo boards: event in the terminal and in the browser
#: PORT=8080     the gateway's port p; ingest takes p+1, health and metrics p+920 and p+921; 0: free ports
#: RATE=2        telemetry frames per second and board, 1 to 10
#: REDIS_PORT=0  the port of the demo's own redis-server; 0: a free one
	@exec deploy/demo/run.sh PORT=$(PORT) RATE=$(RATE) REDIS_PORT=$(REDIS_PORT)

test: ## run all tests of all modules
	@$(maven) package

build: ## package the services without running tests: */target/quarkus-app
	@$(maven) -DskipTests package

format: ## rewrite the sources in the project's format
	@$(maven) --quiet spotless:apply

check: test check-page check-manifests ## what a change must pass: make test and the two below

check-page: ## drive the live page in Chromium; wants chromium and npm
	@cd gateway-service/src/test/browser && npm ci --silent && npm test

check-manifests: ## render the Kubernetes manifests; wants kubectl
	@deploy/kubernetes/check.sh
