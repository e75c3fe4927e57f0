# Everything that is done in this repository. `make help` lists it.

GOLANGCI_VERSION    := v2.15.0
GOVULNCHECK_VERSION := v1.9.0

TOOLS       := $(CURDIR)/bin/tools
GOLANGCI    := $(TOOLS)/golangci-lint-$(GOLANGCI_VERSION)
GOVULNCHECK := $(TOOLS)/govulncheck-$(GOVULNCHECK_VERSION)

# DuckDB is linked in and needs cgo.
export CGO_ENABLED := 1

# Packages whose goroutines are worth the race detector's tenfold time.
RACE := ./cmd/... ./internal/pipeline/... ./internal/report/... ./internal/signature/... ./internal/traffic/...

BENCH_WORLD ?= bench
FUZZTIME    ?= 10s

.DEFAULT_GOAL := help
.PHONY: help setup build demo test lint vuln fmt fuzz bench bench-once results clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## check that Go and a C++ compiler are there
	@scripts/setup.sh

build: setup ## build bin/iolaus
	go build -o bin/iolaus ./cmd/iolaus

demo: build ## make a world, find the campaigns in it, write demo/report.html
	@scripts/demo.sh bin/iolaus demo

test: setup ## run every test, some again with the race detector
	go test -timeout 30m ./...
	go test -race -short -timeout 20m $(RACE)

lint: setup $(GOLANGCI) ## run the linters and check the format
	$(GOLANGCI) run ./...
	$(GOLANGCI) fmt --diff ./...

vuln: $(GOVULNCHECK) ## look for known vulnerabilities, where the database is reachable
	@scripts/vuln.sh $(GOVULNCHECK)

fmt: $(GOLANGCI) ## format the code
	$(GOLANGCI) fmt ./...

fuzz: setup ## fuzz each target for FUZZTIME (10s)
	@scripts/fuzz.sh $(FUZZTIME)

bench: build ## measure a scan of BENCH_WORLD (bench, bench16m) beside the physical floor
	@scripts/bench.sh bin/iolaus $(BENCH_WORLD)

results: build ## measure detection on the reporting seeds and put the tables into README.md (an hour and a half, 23 GB of disk)
	@scripts/results.sh bin/iolaus $(if $(PROMPTS),--prompts $(PROMPTS)) $(if $(TRACES),--traces $(TRACES))

bench-once: setup ## run each Go benchmark once, to see that it still works
	go test -run='^$$' -bench=. -benchtime=1x -short ./...

clean: ## remove what was built or made here, worlds included
	rm -rf bin demo out

# Each tool is built once per version, into bin/tools.
$(GOLANGCI):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv $(TOOLS)/golangci-lint $@

$(GOVULNCHECK):
	GOBIN=$(TOOLS) go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK_VERSION)
	mv $(TOOLS)/govulncheck $@
