# What there is to do with a checkout. Nothing is installed outside $(VENV).

VENV := .venv
BIN := $(VENV)/bin
# Where to look for a Python, best first; `make setup PYTHON=/path/to/python3.12` names one.
PYTHON ?= python3.13 python3.12 python3.11 python3
PIP_INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps
LOCK := CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/python -m piptools compile --quiet --generate-hashes \
	--strip-extras --allow-unsafe --no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

.DEFAULT_GOAL := help
.PHONY: help install setup demo test quick lint format bench load soak lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/runtime ## what is needed to run the bot, in .venv

demo: $(VENV)/runtime ## a sales team, its Slack and the bot on this computer, in the browser
	@$(BIN)/python -m bot demo $(ARGS)

setup: $(VENV)/dev ## everything for working on it, in .venv

test: $(VENV)/dev ## all tests; `make test ARGS="tests/domain -k undo"` for some
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal $(ARGS)

quick: $(VENV)/dev ## the tests of the practice on SQLite, the quick part of them all
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal -m "not postgres and not socket and not browser and not faults and not load and not simulation" \
		--ignore tests/sandbox --ignore tests/phrases --ignore tests/test_gate_walk.py --ignore tests/test_migrations.py \
		--hypothesis-profile quick $(ARGS)

lint: $(VENV)/dev ## style, types and the direction of imports
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo

format: $(VENV)/dev ## put the code into the house's style
	$(BIN)/python -m ruff check --fix-only --quiet .
	$(BIN)/python -m ruff format .

bench: $(VENV)/dev ## every speed that is promised, beside its floor; `make bench ARGS="win start"` for some
	@$(BIN)/python -m benchmarks $(ARGS)

load: $(VENV)/dev ## the worst minutes of a day, in three scenes; `make load ARGS=neighbours` for some
	@$(BIN)/python -m benchmarks.load $(ARGS)

soak: $(VENV)/dev ## a quarter of a hundred teams; `make soak ARGS="--teams 10"` for fewer, `--teams 1000` for hours
	@$(BIN)/python -m benchmarks.soak $(ARGS)

lock: $(VENV)/dev ## pin what pyproject.toml asks for; ARGS=--upgrade for the newest
	$(LOCK) $(ARGS) --output-file requirements.txt pyproject.toml
	$(LOCK) $(ARGS) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean: ## take away what was installed and cached
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/runtime: requirements.txt | $(BIN)/pip
	@echo "Installing what the bot needs into $(VENV), once."
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

# The lock for development includes the one for running.
$(VENV)/dev: requirements-dev.txt | $(BIN)/pip
	@echo "Installing what the bot and its tests need into $(VENV), once."
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/runtime

$(BIN)/pip:
	@for python in $(PYTHON); do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		found=$$python; \
		$$python -c 'import ensurepip, venv' 2>/dev/null || continue; \
		exec $$python -m venv --clear $(VENV); \
	done; \
	if [ -n "$$found" ]; then \
		echo "$$found has no venv module: install it (on Debian and Ubuntu: apt install python3-venv)."; \
	else \
		echo "Pacesetter needs Python 3.11 or newer: install it, or name one with make PYTHON=/path/to/python3."; \
	fi >&2; \
	exit 1
