# Everything runs in .venv, which is made on first use. `make help` lists the targets.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CPP := $(shell git ls-files 'cpp/*.hpp' 'cpp/*.cpp' 'tests/cpp/*.hpp' 'tests/cpp/*.cpp' 'python/bindings/*' 2>/dev/null)
# Material that only this project's own machines have; tests that need it skip without it.
export COMENTION_SHARED ?= $(abspath ../shared)
export COMENTION_CORPORA ?= $(COMENTION_SHARED)/corpora

.PHONY: help setup demo test test-cpp test-python lint format stubs bench clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"

# The package is built anew when a source or a build file changed.
SOURCES := $(shell find cpp python CMakeLists.txt pyproject.toml -type f -not -path '*/__pycache__/*' 2>/dev/null)
$(VENV)/.installed: $(BIN)/python $(SOURCES) README.md LICENSE
	$(BIN)/pip install --quiet .
	@touch $@

$(VENV)/.tested: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --group test "cmake>=3.25" ninja "cmeel-eigen>=3.4,<4"
	@touch $@

$(VENV)/.linted: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --group lint
	@touch $@

$(VENV)/.benched: $(BIN)/python pyproject.toml
	$(BIN)/pip install --quiet --group bench
	@touch $@

setup: $(VENV)/.installed $(VENV)/.tested $(VENV)/.linted ## install the package and all tools into .venv

demo: $(VENV)/.installed ## strongest country-topic pairs: make demo [CORPUS=file.csv TEXT=column]
	$(BIN)/python -m comention.demo $(if $(CORPUS),"$(CORPUS)" --text "$(TEXT)")

test: test-cpp test-python ## run all tests

# GoogleTest: an installed one, else Debian's package where apt is at hand, else CMake fetches its sources.
test-cpp: $(VENV)/.tested ## run the C++ tests
	@test -e /usr/include/gtest/gtest.h || { command -v apt-get >/dev/null && \
	  { apt-get update && apt-get install -y --no-install-recommends libgtest-dev; } >/dev/null 2>&1; } || true
	PATH="$(abspath $(BIN)):$$PATH" cmake --preset dev -G Ninja >/dev/null
	PATH="$(abspath $(BIN)):$$PATH" cmake --build --preset dev
	PATH="$(abspath $(BIN)):$$PATH" ctest --preset dev -j2 --output-junit ctest.xml > build/ctest.log \
	  || { cat build/ctest.log; exit 1; }
	@$(BIN)/python tests/slowest.py build/dev/ctest.xml
	@tail -4 build/ctest.log

test-python: $(VENV)/.installed $(VENV)/.tested ## run the Python tests
	$(BIN)/python -m pytest

lint: $(VENV)/.installed $(VENV)/.linted ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@$(BIN)/clang-format --dry-run --Werror $(CPP)
	$(BIN)/mypy python/comention

format: $(VENV)/.linted ## format all sources
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(BIN)/clang-format -i $(CPP)

stubs: $(VENV)/.installed $(VENV)/.tested ## write the type stubs of the extension module
	$(BIN)/python tests/stubs.py

bench: $(VENV)/.installed $(VENV)/.benched ## measure the whole job on the corpora, beside peers
	$(BIN)/python tests/bench/bench_whole_job.py

clean: ## remove what was built
	rm -rf build dist $(VENV)
