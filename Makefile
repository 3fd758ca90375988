# The commands of Netwise. `make` alone lists them.
#
# Everything is built with one profile (dev) in one target directory, so that `make demo` and
# `make test` share what they compile.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL:

ifndef NETWISE_STARTED
export NETWISE_STARTED := $(shell date +%s)
endif

# In CI nothing is compiled twice, so what incremental builds keep would only cost time and disk;
# and the versions must be those in Cargo.lock.
ifeq ($(CI),true)
export CARGO_INCREMENTAL := 0
export CARGO_FLAGS := --locked
endif

# `make demo NETWISE_ADDR=127.0.0.1:4000` serves somewhere else.
NETWISE_ADDR ?= 127.0.0.1:3000
NETWISE_DATA_DIR ?= demo-data

STEP := scripts/step
NETWISE := target/debug/netwise

.PHONY: help
help: ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

.PHONY: demo
demo: ## From a fresh machine to a running, filled site on http://127.0.0.1:3000
	@scripts/provision build
	@$(MAKE) assets
	@$(STEP) "Compiling the server" cargo build $(CARGO_FLAGS)
	@$(STEP) "Filling $(NETWISE_DATA_DIR) (kept as it is when filled before)" \
		env NETWISE_DATA_DIR="$(NETWISE_DATA_DIR)" $(NETWISE) demo
	@$(STEP) "Serving on http://$(NETWISE_ADDR) until Ctrl-C" \
		env NETWISE_DATA_DIR="$(NETWISE_DATA_DIR)" NETWISE_ADDR="$(NETWISE_ADDR)" \
		NETWISE_BASE_URL="$${NETWISE_BASE_URL:-http://$(NETWISE_ADDR)}" $(NETWISE) serve

.PHONY: test
test: ## Every test: units and HTTP on SQLite and PostgreSQL, then the journeys in a real browser
	@scripts/provision test
	@$(MAKE) assets
	@$(STEP) "Compiling the server and its tests" cargo test $(CARGO_FLAGS) --package netwise --package migration --package certificate-pdf --package open-badge --no-run
	@$(STEP) "Linking the server" cargo build $(CARGO_FLAGS)
	@$(STEP) "Testing on SQLite and PostgreSQL" \
		scripts/with-postgres cargo test $(CARGO_FLAGS) --package netwise --package migration --package certificate-pdf --package open-badge --no-fail-fast
	@$(STEP) "Testing with other people's verifiers" node --test end2end/verifiers/vectors.test.mjs
	@$(STEP) "Testing in the browser" node end2end/run.mjs

.PHONY: faults
faults: ## Kill the program 500 times while it issues certificates, 500 while it makes their files
	@$(STEP) "Killing the program $${NETWISE_FAULT_ROUNDS:-500} times" \
		env NETWISE_FAULT_ROUNDS="$${NETWISE_FAULT_ROUNDS:-500}" cargo test $(CARGO_FLAGS) --package netwise --test app -- --nocapture faults

.PHONY: check
check: target/site/manifest.json ## Fast: format, lints, dependency rules, unit tests
	@$(STEP) "Format" cargo fmt --all --check
	@$(STEP) "Dependencies" scripts/check-dependencies
	@$(STEP) "Lints, server" cargo clippy $(CARGO_FLAGS) --package netwise --package migration --package certificate-pdf --package open-badge --all-targets -- -D warnings
	@$(STEP) "Lints, browser" cargo clippy $(CARGO_FLAGS) --package hydrate --target wasm32-unknown-unknown -- -D warnings
	@$(STEP) "Unit tests" cargo test $(CARGO_FLAGS) --lib

.PHONY: assets
assets: ## Compile the islands, bundle style and scripts, compress all for the server to embed
	@$(STEP) "Compiling the islands" scripts/build-browser
	@$(STEP) "Bundling the assets" node scripts/assets.mjs

# The server embeds the assets, so without any it does not compile. To lint it, any will do.
target/site/manifest.json:
	@scripts/provision build
	@$(STEP) "Bundling the assets, without the islands" node scripts/assets.mjs --no-wasm

.PHONY: release
release: ## The binary for production: target/release/netwise
	@scripts/provision build
	@$(MAKE) assets
	@$(STEP) "Compiling the server, optimised" cargo build $(CARGO_FLAGS) --release

.PHONY: clean
clean: ## Remove all that was built; demo-data, npm packages and target/tools stay
	@if [[ -d target ]]; then find target -mindepth 1 -maxdepth 1 ! -name tools -exec rm -rf {} +; fi
