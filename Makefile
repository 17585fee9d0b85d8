# The verbs of a checkout. A plain `make` says what they are.

# The first Python that is new enough; `make PYTHON=…` names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
LOWEST := $(VENV)/lowest
SSBRIEF := $(BIN)/ssbrief

.DEFAULT_GOAL := help
.PHONY: help site serve test check lowest format bench soak score clean

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 12

site: $(VENV)/installed ## build content/ into build/
	@$(SSBRIEF) build

serve: $(VENV)/installed ## look at content/ while you write
	@$(SSBRIEF) serve

test: $(VENV)/installed-test $(VENV)/browser ## run all tests
	@$(BIN)/pytest -n auto --dist worksteal

check: $(VENV)/installed-dev ## format, lint, types, and the sample site
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/deptry src
	@$(SSBRIEF) check --strict

lowest: $(VENV)/installed-lowest ## run the tests with the lowest versions that pyproject.toml allows
	@$(LOWEST)/bin/pytest -n auto --dist worksteal --ignore tests/browser

format: $(VENV)/installed-dev ## put the code in its form
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

bench: $(VENV)/installed-test ## measure; BENCH="building 100 1000" names what, and at which sizes
	@$(BIN)/python tests/benchmarks $(BENCH)

soak: $(VENV)/installed-test $(VENV)/browser ## run the tests with twenty times as many examples, on every page: half an hour
	@HYPOTHESIS_PROFILE=soak $(BIN)/pytest -n auto --dist worksteal

# `make score DIR` and `make score DIR=…`: what stands after the verb is a folder, no goal.
ifeq (score,$(firstword $(MAKECMDGOALS)))
DIR ?= $(or $(word 2,$(MAKECMDGOALS)),tests/reading)
ifneq (,$(word 2,$(MAKECMDGOALS)))
.PHONY: $(word 2,$(MAKECMDGOALS))
$(word 2,$(MAKECMDGOALS)): ; @:
endif
endif

score: $(VENV)/installed-test ## compare what is read with the truth beside it: make score DIR
	@$(BIN)/python tests/scorer.py "$(DIR)"

clean: ## remove .venv and the caches (never build/)
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .ssbrief

# What is installed is remembered by stamps, so that nothing is installed twice.

$(VENV)/bin/pip:
	@[ -n "$(PYTHON)" ] || { echo "ssbrief needs Python 3.11 or later."; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh .ci/apt python3-venv || { echo \
	  "This Python cannot make environments; install python3-venv (apt-get install python3-venv)."; \
	  exit 1; }
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml src/ssbrief/__init__.py | $(VENV)/bin/pip
	@echo "Installing ssbrief …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@$(BIN)/python -m compileall -q src # which Python does by itself only where it may
	@touch $@

$(VENV)/installed-test: $(VENV)/installed
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed-test
	@echo "Installing what the checks need …"
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(VENV)/installed-lowest: $(VENV)/installed-dev
	@echo "Installing the lowest versions …"
	@$(PYTHON) -m venv $(LOWEST)
	@$(BIN)/uv pip install --quiet --python $(LOWEST)/bin/python --resolution lowest-direct \
	  --editable '.[test]'
	@touch $@

# The browser tests drive a Chromium of the system; it is asked for once, and again while missing.

$(VENV)/browser: .ci/browser | $(VENV)/bin/pip
	@sh .ci/browser && touch $@ || [ -z "$${CI:-}" ]
