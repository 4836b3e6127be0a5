# The README's commands. PYTHON may name another interpreter: make test PYTHON=python3.13
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin
# The one package that comes in builds for many accelerators; the tests need none: name a CPU build.
TORCH ?= torch==2.13.0
REPORT ?= examples/fernleigh-2023.pdf

.PHONY: demo test lint wheel-test clean

# Set up and tag a report: make demo REPORT=path/to/report.pdf
demo: $(VENV)/base
	$(BIN)/themetag tag "$(REPORT)"

# Set up everything and pass the checks and tests.
test: $(VENV)/dev lint
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Build the wheel and test it in a fresh environment without the extras and without the sources.
wheel-test: $(VENV)/dev
	$(BIN)/python .ci/wheel_test.py

$(VENV)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	touch $@

$(VENV)/base: $(VENV)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/dev: $(VENV)/python pyproject.toml
	$(BIN)/python -m pip install --quiet "$(TORCH)"
	$(BIN)/python -m pip install --quiet --editable ".[all]" --group lint --group test --group browser
	touch $@ $(VENV)/base

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
