# Everything here sets up what it needs by itself: a virtual environment in .venv, from the lock files.
# `make help` lists the targets; `make test ARGS="-k held"` hands pytest more arguments.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The first of these that is new enough; `make PYTHON=/path/to/python3.12 …` chooses another.
PYTHON ?= $(shell for candidate in python3.11 python3.12 python3.13 python3; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$candidate && break; done)
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
# The locks are complete, so nothing is resolved, and nothing without its hash gets in. Our build tools
# come first, from a lock too: what has no wheel is built with them, not with whatever is newest today.
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --retries 5
INSTALL_LOCKED := $(INSTALL) --require-hashes --no-deps --no-build-isolation --requirement
INSTALL_PROJECT := $(INSTALL) --no-deps --no-build-isolation --editable .
# A file's tests stay with one process: they share what takes long to make.
# One thread for matrices, as scan workers have it: more of them wait for each other.
ONE_THREAD := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
PYTEST := $(ONE_THREAD) $(BIN)/python -m pytest
PYTEST_PARALLEL := $(PYTEST) --numprocesses auto --maxprocesses 4 --dist loadfile
# In a terminal the relay is its only foreground job: Ctrl-C is for it, and make sees it end well. (`exit`: as the
# last command it would take the place of the shell that does this.)
SERVE := [ ! -t 0 ] || set -m; $(BIN)/mentor-relay demo --dir var/demo
CHECKED := $(foreach tree,relay admin_api tests bench migrations,\
	$(if $(shell find $(tree) -name '*.py' -print -quit 2>/dev/null),$(tree)))

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: run
run: $(VENV)/.ready ## set up, start the whole relay with a sample program, keep serving until Ctrl-C
	@$(SERVE) --keep-serving; exit

.PHONY: demo
demo: $(VENV)/.ready ## the same, but stop when the sample conversation has been played
	@$(SERVE); exit

.PHONY: test
test: $(VENV)/.ready-dev ## set up and run the tests, but those that need minutes or Postfix
	$(PYTEST_PARALLEL) $(ARGS)

.PHONY: test-deep
test-deep: $(VENV)/.ready-dev ## all tests but Postfix's, with many more generated examples
	HYPOTHESIS_PROFILE=deep $(PYTEST_PARALLEL) -m "not postfix" $(ARGS)

.PHONY: test-postfix
test-postfix: $(VENV)/.ready-dev ## the tests with a real Postfix in front and behind (needs root and Postfix)
	$(PYTEST) -m postfix $(ARGS)

.PHONY: lint
lint: $(VENV)/.ready-dev ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.PHONY: types
types: $(VENV)/.ready-dev ## mypy, strict
	$(BIN)/mypy $(CHECKED)

.PHONY: imports
imports: $(VENV)/.ready-dev ## import-linter: who may import whom
	$(BIN)/lint-imports --no-logo

.PHONY: bench
bench: $(VENV)/.ready-dev ## the benchmarks, one after the other; figures on stdout
	for program in bench_relay scanning; do echo "== bench/$$program.py"; $(BIN)/python -m bench.$$program $(ARGS); done

# Figures alone: whoever reads the texts of the report part has no unseen set any more.
LABELLED := $(wildcard tests/scanning/messages/*.jsonl tests/scanning/conversations/*.jsonl)
EVALUATE := $(ONE_THREAD) $(BIN)/mentor-relay policy evaluate --policy config/policy.toml
FIGURES := sed -E '/^(Misses|False alarms|Messages with)/,$$d' | expand -t 28,36,44,52,84,116,148

.PHONY: evaluate
evaluate: $(VENV)/.ready-dev ## how well labelled mail is scanned, beside others, and what each part earns (minutes)
	@echo "== the part that the rules are made with (dev)"
	@$(EVALUATE) $(LABELLED) --split dev | $(FIGURES)
	@echo "== the part that is for the report alone"
	@$(EVALUATE) $(LABELLED) --split report | $(FIGURES)
	@echo "== mail of writers who knew nothing of the scanner, trained on by nothing (tests/scanning/blind)"
	@$(EVALUATE) tests/scanning/blind/*.jsonl | $(FIGURES)
	@echo "== beside stock Presidio and a word list, on the report part"
	@$(BIN)/python -m bench.scanning --only quality
	@echo; echo "== without each of its parts, on the report part"
	@$(BIN)/python -m bench.ablation

.PHONY: wheel
wheel: $(VENV)/.ready-dev ## build the package into dist/, with the locked tools
	$(BIN)/python -m build --no-isolation

# Resolved for the oldest Python and one platform; the hashes cover all that a version was published for.
# No header, index or annotation: a lock says nothing about the machine that it was made on.
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
	--python-platform x86_64-unknown-linux-gnu --python-version 3.11 $(ARGS)

.PHONY: lock
lock: $(VENV)/.ready-dev ## write the lock files anew from pyproject.toml (ARGS=--upgrade: with newer versions)
	$(COMPILE) --group dev pyproject.toml --output-file requirements-dev.lock
	$(COMPILE) --constraints requirements-dev.lock pyproject.toml --output-file requirements.lock
	$(COMPILE) --constraints requirements-dev.lock --group build --output-file requirements-build.lock

.PHONY: clean
clean: ## remove the virtual environment, caches and the demo's data
	rm -rf $(VENV) build dist var/demo .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/pip:
	@[ -n "$(PYTHON)" ] || { echo "Mentor Relay needs Python 3.11 or newer, and none was found." \
		"Install one, or name it: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mentor Relay needs" \
		"Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" --version 2>&1). Name another: make PYTHON=…" >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments:" \
		"install its venv module (on Debian and Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@echo "Making $(VENV) with $$("$(PYTHON)" --version) …"
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/.ready: requirements-build.lock requirements.lock pyproject.toml | $(BIN)/pip
	@echo "Installing what the relay needs (a few minutes the first time) …"
	@$(INSTALL_LOCKED) requirements-build.lock
	@$(INSTALL_LOCKED) requirements.lock
	@$(INSTALL_PROJECT)
	@touch $@

$(VENV)/.ready-dev: requirements-build.lock requirements-dev.lock pyproject.toml | $(BIN)/pip
	@echo "Installing what the relay and its tests need (a few minutes the first time) …"
	@$(INSTALL_LOCKED) requirements-build.lock
	@$(INSTALL_LOCKED) requirements-dev.lock
	@$(INSTALL_PROJECT)
	@touch $(VENV)/.ready $@
