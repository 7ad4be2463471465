# Everything runs in .venv, installed from the locks with their hashes. `make help` lists what there is.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
PIPLOG := $(VENV)/pip.log
PATIENCE ?= 60

# What pip remarks is kept in the log, and told only if it fails; that it takes long is told once.
define install
@{ sleep $(PATIENCE) >/dev/null 2>&1; kill -0 $$$$ && echo "Still installing; $(PIPLOG) has what pip says."; } 2>/dev/null & \
	told=$$!; $(PIP) -r $< >$(PIPLOG) 2>&1; code=$$?; kill $$told 2>/dev/null; \
	test $$code = 0 || { cat $(PIPLOG) >&2; exit 1; }
endef

.PHONY: help demo run migrate settings-check test test-fast soak timelapse canaries bench check format lock clean
.DEFAULT_GOAL := help

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Liaison needs Python 3.11 or newer; say make PYTHON=python3.12, for example.")'
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runs: requirements.lock | $(VENV)/bin/python
	@echo "Installing what Liaison runs on, once; it takes about half a minute …"
	$(install)
	@touch $@

$(VENV)/.develops: requirements-dev.lock | $(VENV)/bin/python
	@echo "Installing what Liaison is developed with, once; it takes about a minute …"
	$(install)
	@touch $@ $(VENV)/.runs

demo: $(VENV)/.runs ## try it: a local workspace in your browser, with the bot in it
	@$(PY) -m sandbox $(ARGS)

run: $(VENV)/.runs ## run the bot with the settings of the environment and .env
	@$(PY) -m bot

migrate: $(VENV)/.runs ## bring the database to the newest schema
	@$(PY) -m bot migrate

settings-check: $(VENV)/.runs ## say what is wrong with settings, handbook, database and Slack app
	@$(PY) -m bot check

test: $(VENV)/.develops ## every test
	@$(PY) -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

test-fast: $(VENV)/.develops ## the tests that start no browser and kill no process
	@$(PY) -m pytest -m "not browser and not soak and not timelapse" $(ARGS)

check: $(VENV)/.develops ## ruff, mypy, import-linter
	@$(VENV)/bin/ruff check
	@$(VENV)/bin/ruff format --check
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

format: $(VENV)/.develops ## mend what ruff can mend
	@$(VENV)/bin/ruff check --fix --quiet
	@$(VENV)/bin/ruff format

soak: $(VENV)/.develops ## 2,000 kills on SQLite and on PostgreSQL (about an hour)
	@$(PY) -m tests.soak --kills 2000 --cases 1000 --database sqlite $(ARGS)
	@$(PY) -m tests.soak --kills 2000 --cases 1000 --database postgresql $(ARGS)

timelapse: $(VENV)/.develops ## a fortnight with 200 cases in minutes, on SQLite and on PostgreSQL, held against an oracle
	@$(PY) -m tests.timelapse --database sqlite $(ARGS)
	@$(PY) -m tests.timelapse --database postgresql $(ARGS)
	@$(PY) -m pytest tests/timelapse -m timelapse

canaries: $(VENV)/.develops ## 100,000 generated histories of two customers: is anything read by whom it is not for? (hours)
	@$(PY) -m tests.canaries --histories 100000 $(ARGS)

bench: $(VENV)/.develops ## acks, latency, start, memory beside bare Bolt; sweep, digest, waits beside bare SQL and APScheduler
	@$(PY) -m tests.bench $(ARGS)
	@for part in sweep digest waits flood; do $(PY) -m tests.bench --only $$part $(ARGS) || exit 1; done

lock: $(VENV)/.develops ## resolve the dependencies anew
	@$(VENV)/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -c requirements-dev.lock -o requirements.lock

clean: ## remove .venv and caches
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
