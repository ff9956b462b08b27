# `make` alone lists the goals. Each finds a JDK 25 by itself, also where `java` on the PATH is an older one.

# What `make demo` may be told; set here, so that a PORT of the environment means nothing to it.
PORT = 8080
RATE = 2
REDIS_PORT = 0

# And `make sim`.
BOARD = side-a
ARGS =

# And `make torture`.
DURATION = 60s
SEED =
NEMESIS = all
GATEWAYS = 2
CLIENTS = 50
EVENTS = 200
ROUNDS = 0
PLANT = none

# And `make bench`.
BENCH =

# And `make fuzz`, which takes DURATION too.
TARGET = all

# Maven's own libraries use sun.misc.Unsafe, which newer JDKs complain about on every run.
maven = JAVA_HOME="$$(.mvn/jdk-25.sh)" && export JAVA_HOME && \
	MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow $$MAVEN_OPTS" && export MAVEN_OPTS && \
	exec ./mvnw --batch-mode --no-transfer-progress

.PHONY: help demo test sim bench fuzz build format check check-numbers check-page check-autobahn check-clients check-manifests torture chaos

help: ## list the goals (this is the default)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 } /^#: / { printf "%21s%s\n", "", substr($$0, 4) }' Makefile

demo: ## run the whole suite here, with demo boards: event in the terminal and in the browser
#: PORT=8080     the gateway's port p; ingest takes p+1, health and metrics p+920 and p+921; 0: free ports
#: RATE=2        telemetry frames per second and board, 1 to 10
#: REDIS_PORT=0  the port of the demo's own redis-server; 0: a free one
	@exec deploy/demo/run.sh PORT=$(PORT) RATE=$(RATE) REDIS_PORT=$(REDIS_PORT)

test: ## run all tests of all modules
	@$(maven) package

sim: ## play a board that is not there, on a pseudo-terminal or at a broker; docs/sim.md
#: BOARD=side-a  which firmware; ARGS='--help' lists them
#: ARGS=         more options, for example ARGS='--port /tmp/ttyMyco0 --rate 10 --faults noise=0.01 --duration 10s'
	@exec deploy/sim/run.sh $(if $(or $(findstring --mqtt,$(ARGS)),$(findstring --board,$(ARGS))),,--board $(BOARD)) $(ARGS)

torture: ## disturb real gateways and a real Redis, and judge whether every promise held
#: DURATION=60s  for how long; starting, catching up and ending come on top
#: ROUNDS=0      disturbances after which it is over instead
#: NEMESIS=all   or none, or some of redis-kill,redis-loss,redis-pause,client-kill,gateway-kill,gateway-drain,stall,leave
#: GATEWAYS=2    gateway processes
#: CLIENTS=50    subscribers, on both transports
#: EVENTS=200    per second, of all publishers together
#: SEED=         the number that a run printed makes its plan again
#: PLANT=none    a fault put into the records, to see that it is found: drop, swap, duplicate, silence, payload, end, ...
	@exec deploy/torture/run.sh DURATION=$(DURATION) ROUNDS=$(ROUNDS) NEMESIS=$(NEMESIS) GATEWAYS=$(GATEWAYS) \
		CLIENTS=$(CLIENTS) EVENTS=$(EVENTS) SEED=$(SEED) PLANT=$(PLANT)

chaos: ## kill Redis 20 times and the ingest service 5 times in a minute while boards send, then cut its broker off for one
	@mkdir -p target && rm -f target/chaos.txt
	@( $(maven) --quiet -pl deploy/demo -am package -Dtest='IngestChaosTest,MqttOutageTest' \
		-Dsurefire.failIfNoSpecifiedTests=false -Dchaos.seconds=60 -Dchaos.redis-kills=20 -Dchaos.ingest-kills=5 \
		-Dchaos.cut-seconds=60 -Dchaos.report=$(CURDIR)/target/chaos.txt ); \
		status=$$?; cat target/chaos.txt 2>/dev/null; exit $$status

bench: ## measure the decoder beside what this machine can do at best; a minute
#: BENCH=        regular expression for the names of some of the benchmarks
	@exec benchmarks/run.sh $(BENCH)

fuzz: ## search for bytes that break what reads strangers' bytes, with Jazzer; what is found is kept as a test
#: DURATION=60s  for each target
#: TARGET=all    or the name of one: DecoderFuzz, PayloadFuzz, TextFuzz, ...
	@exec device-ingest-service/src/test/fuzz/run.sh DURATION=$(DURATION) TARGET=$(TARGET)

build: ## package the services without running tests: */target/quarkus-app
	@$(maven) -DskipTests package

format: ## rewrite the sources in the project's format
	@$(maven) --quiet spotless:apply

check: test check-numbers check-page check-autobahn check-clients check-manifests ## what a change must pass: make test and the five below

check-numbers: ## print which numbered promises of the client APIs no test cites; seconds
	@exec "$$(.mvn/jdk-25.sh)/bin/java" deploy/demo/src/test/java/io/mycostream/demo/Requirements.java

check-page: ## drive the live page in Chromium; wants chromium and npm
	@cd gateway-service/src/test/browser && npm ci --silent && npm test

check-autobahn: ## let the Autobahn test suite judge the gateway's WebSockets, 301 cases; three minutes
	@$(maven) --quiet -P autobahn -pl gateway-service -am package -Dtest=AutobahnSuite \
		-Dsurefire.failIfNoSpecifiedTests=false

check-clients: ## let npm's, Python's, curl's and Chromium's clients speak with a packaged gateway; a minute
	@gateway-service/src/test/clients/run.sh

check-manifests: ## render the Kubernetes manifests; wants kubectl
	@deploy/kubernetes/check.sh
