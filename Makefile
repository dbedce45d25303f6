# `make` and Python 3.11 are all that a machine needs; VAR_DIR and PORT let two copies run side by side.
SHELL := /bin/bash
PYTHON ?= python3
export VAR_DIR ?= $(CURDIR)/var
export PORT ?= 8000
BIN := $(CURDIR)/.venv/bin
# Some machines set it; every process would then compile all of the project again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: upgrade upgrade-back setup demo test test-fast deep lint bench reset screenshots lock

setup: .venv/.installed

.venv/.installed: requirements.lock
	@tools/environment "$(PYTHON)"

demo: setup
	@tools/demo

test: setup
	@tools/system-packages
	@tools/test

test-fast: setup
	@"$(BIN)"/pytest -n 2 -m "not browser and not generated and not queue"

deep: setup
	@tools/system-packages
	@"$(BIN)"/python tools/check_libraries.py --strict
	@TEST_SIZE=deep ONLY="generated or queue" tools/test
	@tools/rehearse
	@tools/rehearse places
	@"$(BIN)"/python tools/prove_guards.py
	@tools/soak "$${SOAK_MINUTES:-480}" "$${SOAK_PACE:-1}"

lint: setup
	@tools/lint

bench: setup
	@tools/system-packages
	@"$(BIN)"/python -m bench

# The code is the new release's already: docs/operators.md, Release.
upgrade: setup
	@tools/upgrade

upgrade-back: setup
	@tools/upgrade back "$(BACKUP)"

screenshots: setup
	@tools/system-packages
	@"$(BIN)"/python tools/screenshots.py

reset:
	@tools/reset

# The lock is made in an environment of its own, so that the resolver is no dependency of ours.
lock:
	@$(PYTHON) -m venv "$(VAR_DIR)/lock" && "$(VAR_DIR)/lock/bin/pip" install --quiet uv
	@"$(VAR_DIR)/lock/bin/uv" pip compile pyproject.toml --all-extras --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade \
	    --quiet --output-file requirements.lock
