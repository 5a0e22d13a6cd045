# What one types here. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
export PARVIS_HOME ?= $(CURDIR)/var

# uv and npm bring their own certificates; behind a company's proxy only the machine's own will do.
CERTIFICATES := /etc/ssl/certs/ca-certificates.crt
ifneq ($(wildcard $(CERTIFICATES)),)
export UV_SYSTEM_CERTS ?= true
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
endif

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
EXAMPLES ?= 2000

.PHONY: help demo test check bench prove fuzz lock docs format clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' Makefile | sed -E 's/:.*##/:/' | awk -F': *' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: ## a demo network and its site on http://127.0.0.1:8000 (PORT=...)
	@scripts/environment base
	@$(BIN)/python -m parvis.lib.assets
	@$(BIN)/parvis init --no-input
	@$(BIN)/parvis demo
	@$(BIN)/parvis serve --port $(PORT)

test: check ## everything there is to test, at most 40 minutes on two cores
	@scripts/run-tests

check: ## format, lint, types and contracts, under 30 seconds
	@scripts/environment dev
	@scripts/check

bench: ## the benchmarks, each beside what it is measured against
	@scripts/environment dev
	@$(BIN)/python -m bench

prove: ## proofs too long for `make test`; the lake read by Apache Spark among them
	@scripts/environment spark
	@$(PYTEST) -m prove

fuzz: ## the random inputs again, many more of them (EXAMPLES=...)
	@scripts/environment dev
	@EXAMPLES=$(EXAMPLES) $(PYTEST) -m "hypothesis and not prove" --hypothesis-profile=fuzz -n 2

lock: ## compile the lock files (NEWER="django duckdb" takes newer ones)
	@scripts/environment dev
	@scripts/lock $(NEWER)

docs: ## write the reference pages that are made from the code
	@scripts/environment dev
	@$(BIN)/python scripts/reference.py

format: ## put the code in its form
	@scripts/environment dev
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean: ## take away what was made here; the installation in var/ stays
	rm -rf .venv build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	rm -rf parvis/web/static/vendor
