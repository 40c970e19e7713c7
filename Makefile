# Bare `make` prints the list. Nothing but Python 3.11 or newer and make is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Other libraries' bots, to measure against: never in the project's own environment.
PEERS := .venv-peers
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PORT ?= 8080
PYTEST_ARGS ?=
# Hundreds of processes start in the tests: each would compile every module anew.
unexport PYTHONDONTWRITEBYTECODE
# Several workers share the cores already: threads of the linear algebra would only wait for each other.
export OPENBLAS_NUM_THREADS := 1
# Tests wait on processes and sockets more than they compute: two workers a core.
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup demo run test check soak mutants eval bench bench-large docs texts lock clean

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

# Two installs, one environment: what the bot needs, and what its developers need on top.
$(VENV)/run.stamp: requirements/run.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

setup: $(VENV)/dev.stamp ## Set up .venv for running and developing

demo: $(VENV)/run.stamp ## Run the bot on a chat page, no Telegram account (PORT=8080)
	@$(BIN)/proviso demo --port $(PORT)

run: $(VENV)/run.stamp ## Run the bot against Telegram (settings: .env.example)
	@$(BIN)/proviso run

test: $(VENV)/dev.stamp ## Run the tests, on SQLite and on a real PostgreSQL
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(PYTEST_ARGS)

check: $(VENV)/dev.stamp ## What CI runs: lint, types, imports, dependencies, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/proviso programs check
	@$(MAKE) --no-print-directory test

soak: $(VENV)/dev.stamp ## The long forms of the fault, kill and load tests (about an hour)
	@PROVISO_TEST_SOAK=1 $(BIN)/python -m pytest -n 2 -m soak $(PYTEST_ARGS)

mutants: $(VENV)/dev.stamp ## Take each guard away in turn and see its test fail
	@$(BIN)/python tests/mutants.py

$(PEERS)/bench.stamp: requirements/bench.txt
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/bench.txt
	@touch $@

eval: $(VENV)/dev.stamp ## How well questions are answered, with the part that nobody tuned on
	@$(BIN)/python -m tests.evaluate

bench: $(VENV)/dev.stamp $(PEERS)/bench.stamp ## Measure speed as ratios in one run, beside other libraries' bots
	@$(BIN)/python -m benchmarks.places
	@$(BIN)/python -m benchmarks.programs
	@$(BIN)/python -m benchmarks.restart
	@$(BIN)/python -m benchmarks.replies
	@$(BIN)/python -m benchmarks.start
	@$(BIN)/python -m benchmarks.flood
	@$(BIN)/python -m benchmarks.broadcast
	@$(BIN)/python -m benchmarks.alerts
	@$(BIN)/python -m benchmarks.planning
	@$(BIN)/python -m benchmarks.questions

bench-large: $(VENV)/dev.stamp ## Measure claims among ten million deliveries, on PostgreSQL (minutes, and 10 GB)
	@$(BIN)/python -m benchmarks.large

docs: $(VENV)/dev.stamp ## Make the pictures of the docs anew (needs Chromium)
	@$(BIN)/python docs/pictures.py

texts: $(VENV)/dev.stamp ## Collect the phrases to translate into messages/locales/proviso.pot
	@$(BIN)/pybabel --quiet extract --keywords "n_:1,2" --no-location --omit-header --sort-output \
	  --output messages/locales/proviso.pot messages

lock: ## Write requirements/*.txt anew (needs uv)
	@for set in "run --group pyproject.toml:lock" "dev --group pyproject.toml:lock --group pyproject.toml:test --group pyproject.toml:check" \
	  "bench --group pyproject.toml:lock --group pyproject.toml:bench"; do \
	  set -- $$set; name=$$1; shift; \
	  uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-annotate --no-emit-index-url \
	    --custom-compile-command "make lock" pyproject.toml $$@ --output-file requirements/$$name.txt; done

clean: ## Remove the environment and the demo's data
	rm -rf $(VENV) $(PEERS) .demo* build dist
