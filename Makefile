# `make demo` and `make test` create what they need: all it takes is Python 3.11 or newer, and make.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check bench fuzz lab format clean

demo: $(READY)  ## the story, complete and offline
	$(BIN)/triage demo

test: check  ## everything the build runs
	$(BIN)/pytest -n 2 --dist loadfile

check: $(READY)  ## formatter, linter, types, layers
	$(BIN)/ruff format --check triage tests docs
	$(BIN)/ruff check triage tests docs
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## speed and memory, as ratios
	for script in tests/benchmarks/*.py; do $(BIN)/python $$script || exit 1; done

fuzz: $(READY)  ## atheris on everything that reads or prints text from outside, a minute each
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz

lab: $(READY)  ## record the sample logs again (root, Debian packages)
	tests/lab/install.sh
	$(BIN)/python -m tests.lab

format: $(READY)
	$(BIN)/ruff check --fix triage tests
	$(BIN)/ruff format triage tests

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[demo]' --group dev
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
