# What is installed is stamped with the hash of what it was installed from: nothing is done twice, whatever the file times say.
SHELL := /bin/sh
unexport PYTHONDONTWRITEBYTECODE # every process of a site or a test would compile 1,700 modules again
DATA ?= ../shared/data
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
BIN := .venv/bin
PLUGINS := $(sort $(wildcard plugins/*/pyproject.toml))
hash = $(shell cat $(1) 2>/dev/null | sha256sum | cut -c1-16)
RUN := .venv/.run-$(call hash,requirements.lock)
DEV := .venv/.dev-$(call hash,requirements-dev.lock)
RIVAL := .venv/.rival-$(call hash,bench/rival.txt)
OURS := .venv/.ours-$(call hash,setup.cfg pyproject.toml $(PLUGINS))
CODE := marketplace search plugins migrations tests bench
install = if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python $(1); else $(BIN)/python -m pip install -q --disable-pip-version-check $(1); fi

.DEFAULT_GOAL := help
.PHONY: help install run test plugin elasticsearch lint format types bench docs clean lock words

help: ## List what can be made
	@grep -E '^[a-z]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

install: $(RUN) $(OURS) ## Install what a site runs with into .venv, and start nothing

run: $(RUN) $(OURS) ## Start the exchange with demo data on http://127.0.0.1:8000
	@exec $(BIN)/marketplace run

test: $(DEV) $(OURS) ## Run all tests, with PostgreSQL, Elasticsearch and Chromium where they can be had
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder --databases=sqlite,postgresql $(ARGS)

plugin: $(DEV) $(OURS) ## Run one plugin's tests and the conformance kit: make plugin NAME=marine
	@test -d "plugins/$(NAME)" -a -n "$(NAME)" || { echo "Say which plugin: make plugin NAME=marine"; exit 1; }
	@$(BIN)/python -m pytest -q plugins/$(NAME) --marketplace-plugin $(NAME) $(ARGS)

elasticsearch: $(DEV) $(OURS) ## Fetch Elasticsearch once (Java and Maven needed) and run it until Ctrl-C
	@$(BIN)/python -m tests.support.elastic $(ARGS)

lint: $(DEV) $(OURS) ## Check style, types and which way imports run
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(DEV) ## Put the code into the house style
	@$(BIN)/ruff check --fix --quiet $(CODE) || true
	@$(BIN)/ruff format $(CODE)

bench: $(DEV) $(OURS) $(RIVAL) ## Measure, as ratios of one run; DATA= is the folder of real records
	@test -d "$(DATA)" || { echo "Say where the real records are: make bench DATA=../shared/data"; exit 1; }
	@$(BIN)/python -m bench.relevance --data $(DATA)/xquad --check
	@$(BIN)/python -m bench.search_engine
	@$(BIN)/python -m bench.scale --data $(DATA) $(ARGS)

docs: $(RUN) $(OURS) ## Write the reference pages that come from the code
	@$(BIN)/marketplace config --markdown > docs/settings.md && echo docs/settings.md
	@$(BIN)/marketplace plugins hooks > docs/hooks.md && echo docs/hooks.md
	@$(BIN)/marketplace plugins units > docs/units.md && echo docs/units.md

words: $(DEV) ## Bring the catalogue of translations up to date with the texts in the code
	@$(BIN)/pybabel -q extract -F marketplace/translations/babel.cfg -k lazy_gettext --no-location --sort-output --no-wrap --omit-header -o .venv/messages.pot marketplace
	@$(BIN)/pybabel -q update -i .venv/messages.pot -d marketplace/translations -l vi --no-fuzzy-matching --ignore-obsolete --no-wrap --omit-header

lock: ## Renew both lock files
	@uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements.in -o requirements.lock
	@uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" requirements-dev.in -o requirements-dev.lock

clean: ## Remove what was made (not the data in instance/)
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage*
	@find . -name __pycache__ -prune -exec rm -rf {} + ; find . -name '*.egg-info' -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" && "$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@"$(PYTHON)" -m venv .venv

$(RUN): | $(BIN)/python
	@test -e $(DEV) || { echo "Installing what the marketplace runs with (once) ..."; $(call install,--require-hashes -r requirements.lock); }
	@rm -f .venv/.run-* && touch $@

$(DEV): | $(BIN)/python
	@echo "Installing what testing needs (once) ..."
	@$(call install,--require-hashes -r requirements-dev.lock)
	@rm -f .venv/.dev-* && touch $@

$(RIVAL): | $(BIN)/python
	@echo "Installing Datasette to measure against, in .venv/bench (once) ..."
	@$(BIN)/python -m venv .venv/bench
	@.venv/bench/bin/python -m pip install -q --disable-pip-version-check -r bench/rival.txt
	@rm -f .venv/.rival-* && touch $@

$(OURS): | $(BIN)/python
	@test -e $(RUN) || test -e $(DEV) || $(MAKE) --no-print-directory $(RUN)
	@$(call install,--no-deps --no-build-isolation -e . $(patsubst %/pyproject.toml,-e %,$(PLUGINS)))
	@rm -f .venv/.ours-* && touch $@
