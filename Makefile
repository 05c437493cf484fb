# A fresh machine needs Python 3.11 or later (with venv), git and make; everything else goes into .venv.
#   make demo    plan the demo day and explain it
#   make serve   the service over HTTP
#   make test    quick tests
# Another interpreter: make test PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PEERS := $(VENV)/.bench

.DEFAULT_GOAL := help
.PHONY: help demo serve test test-slow test-all check lint types docs docs-check bench package clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  \1\t/' | expand -t 16

demo: $(STAMP) ## plan the demo day and explain its cost
	@$(BIN)/dispatcher demo

serve: $(STAMP) ## the service on this machine, at http://127.0.0.1:8000
	@$(BIN)/dispatcher serve

test: $(STAMP) ## quick tests (some minutes)
	@$(BIN)/python -m pytest -q -n 2 -m "not slow"

test-slow: $(STAMP) ## only the slow tests
	@$(BIN)/python -m pytest -q -n 2 -m slow

test-all: $(STAMP) ## every test
	@$(BIN)/python -m pytest -q -n 2

check: lint types docs-check test ## what a change must pass before it is proposed

lint: $(STAMP) ## style and formatting
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP) ## static types
	@$(BIN)/python -m mypy --strict

docs: $(STAMP) ## write the generated pages and schemas
	@$(BIN)/python -m dispatcher.reference

docs-check: $(STAMP) ## compare the generated pages and schemas with the code
	@$(BIN)/python -m dispatcher.reference --check

bench: $(PEERS) ## every engine of the comparison once, on a tiny day
	@$(BIN)/dispatcher bench --smoke

package: $(STAMP) ## wheel and source archive, into dist/
	@rm -rf dist
	@$(BIN)/python -m build --quiet --outdir dist . >/dev/null
	@ls dist

clean: ## remove everything these targets made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null 2>&1 || { \
	  echo "$(PYTHON) was not found. Install Python 3.11 or later, or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { \
	  echo "$$($(PYTHON) --version 2>&1) does not fit: Python 3.11, 3.12 or 3.13 is needed (make PYTHON=python3.12 names another)." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "$(PYTHON) has no venv module. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Setting up $(VENV) (once; a few minutes at most) ..." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

# The other engines, some 100 MB that no other target needs.
$(PEERS): $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@touch $@
