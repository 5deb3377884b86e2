# Everything that is done with this checkout, by name; `make` alone lists it.
#
# What a step makes is stamped in .venv, so that a step runs again only when what it came from has
# changed. Packages come only from the locks, each file checked against its hash.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.SUFFIXES:

# PYTHON=/path/to/python3 (in the environment or on the command line) overrides the search.
PYTHONS := $(or $(PYTHON),python3 python3.11 python3.12 python3.13 python3.14)
VENV    := .venv
PY      := $(VENV)/bin/python
PIP     := $(PY) -m pip --disable-pip-version-check install --quiet
PYBABEL := $(PY) -m babel.messages.frontend --quiet
LANGS   := vi en
CATALOGS = $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/messages.po))

RUNTIME := $(VENV)/stamp-runtime
TOOLS   := $(VENV)/stamp-tools
PROJECT := $(VENV)/stamp-project

# What is compiled is kept: the tests begin many processes, and each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

# A virtual environment whose Python is gone (upgraded away, say) is made anew, and so are its stamps.
ifneq ($(shell test -x $(PY) && echo there),there)
  $(shell rm -f $(VENV)/stamp-*)
endif

.PHONY: help run play test quick fuzz kills coverage check format bench catalogs lock clean

help: ## this list
	@awk -F ': .*## ' '/^[a-z]+: .*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: $(RUNTIME) $(PROJECT) $(CATALOGS) ## install, migrate and serve (a demo without BOT_TELEGRAM_TOKEN)
	@echo "Starting; Ctrl-C stops it."
	@exec $(PY) -m bot

play: $(RUNTIME) $(PROJECT) $(CATALOGS) ## talk to the service in this terminal
	@exec $(PY) -m bot play

# ARGS goes to pytest: make test ARGS="tests/domain -x". The whole suite runs in three processes on
# two cores: many tests wait for a service, a browser or a timer. One that is done takes tests from
# the others. SCREENS=1 takes screenshots of the browser tests into tests/artefacts.
ifeq ($(ARGS),)
  PARALLEL := -n 3 --dist worksteal --durations=25
endif

test: check ## check, then every test (without a Chromium: all but the browser tests)
	@chromium="$${CHROMIUM:-$$(command -v chromium || command -v chromium-browser \
	                           || command -v google-chrome || true)}"; \
	if [ -n "$$chromium" ]; then \
	  echo "Running the tests, those in a browser with $$chromium"; \
	  CHROMIUM="$$chromium" exec $(PY) -m pytest $(PARALLEL) $(ARGS); \
	else \
	  echo "Running the tests but those in a browser; to have them too: apt-get install chromium"; \
	  exec $(PY) -m pytest -m "not browser" $(PARALLEL) $(ARGS); \
	fi

quick: check ## check, then the tests that need no server, in a minute
	@echo "Running the tests that need no PostgreSQL, no browser and no process of their own"
	@exec $(PY) -m pytest -m "not server and not long" --hypothesis-profile=quick \
	  -n 2 --dist worksteal $(ARGS)

# SEED=… repeats a run.
fuzz: $(TOOLS) $(PROJECT) $(CATALOGS) ## 5,000 damaged updates of each channel (make test: 300 of each)
	@seed="$${SEED:-$$(date +%s)}"; echo "Fuzzing; to repeat this run: make fuzz SEED=$$seed"; \
	exec $(PY) -m pytest tests/fuzz --hypothesis-profile=fuzz --hypothesis-seed="$$seed" \
	  --timeout=1200 $(ARGS)

# KILLS=… PEOPLE=… SEED=… MINUTES=… (a database) and ON=sqlite change a run.
kills: $(TOOLS) $(PROJECT) $(CATALOGS) ## a campaign of 20,000 people through 200 kills, on SQLite and PostgreSQL
	@for kind in $${ON:-sqlite postgresql}; do \
	  $(PY) -m tests.delivery.campaigns.many_kills --on "$$kind" --kills "$${KILLS:-200}" \
	    --people "$${PEOPLE:-20000}" --seed "$${SEED:-1}" --minutes "$${MINUTES:-30}" || exit 1; \
	done

coverage: check ## every test, and how much of bot/ and handlers/ runs in them (the floor: pyproject.toml)
	@rm -f .coverage .coverage.*
	@$(PY) -m coverage run -m pytest -n 3 --dist worksteal $(ARGS)
	@$(PY) -m coverage combine --quiet
	@$(PY) -m coverage report

check: $(TOOLS) $(PROJECT) $(CATALOGS) ## format, lint, types and import contracts, without tests
	@echo "Checking the format (ruff format)"
	@$(PY) -m ruff format --quiet --check . || { echo "make format mends the files above." >&2; exit 1; }
	@echo "Checking the style (ruff check)"
	@$(PY) -m ruff check --quiet .
	@echo "Checking the types (mypy)"
	@$(PY) -m mypy --no-error-summary
	@echo "Checking who imports whom (lint-imports)"
	@$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint(["--no-logo"])'

format: $(TOOLS) ## let ruff format and mend what it can
	@$(PY) -m ruff check --quiet --fix --exit-zero .
	@$(PY) -m ruff format .
	@$(PY) -m ruff check .

bench: $(TOOLS) $(PROJECT) $(CATALOGS) ## measure, see benchmarks/ (ARGS="--before COMMIT" compares)
	@exec $(PY) -m benchmarks $(ARGS)

# Lines are not wrapped and name files without line numbers, and the template keeps its date when
# nothing else in it changed: what a diff shows is a changed sentence. A reworded sentence is a new
# one (no guesses, no leftovers); its old translation is in the history.
catalogs: $(RUNTIME) ## collect the sentences of bot/ and handlers/ into locales/, compile them
	@echo "Collecting sentences into locales/messages.pot"
	@$(PYBABEL) extract --mapping-file pyproject.toml \
	  --no-default-keywords --keyword _ --keyword plural:1,2 \
	  --sort-by-file --add-location file --no-wrap \
	  --project "Sổ học tập" --version "$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)" \
	  --copyright-holder "Sổ học tập contributors" \
	  --output-file $(VENV)/messages.pot bot handlers
	@diff -q -I '^"POT-Creation-Date: ' $(VENV)/messages.pot locales/messages.pot >/dev/null 2>&1 \
	  || cp $(VENV)/messages.pot locales/messages.pot
	@for lang in $(LANGS); do \
	  echo "Updating locales/$$lang"; \
	  $(PYBABEL) update --input-file locales/messages.pot --output-dir locales --locale $$lang \
	    --init-missing --no-fuzzy-matching --ignore-obsolete --no-wrap || exit 1; \
	done
	@$(PY) -m bot.wording.english
	@$(MAKE) --no-print-directory compiled

.PHONY: compiled
compiled: $(CATALOGS)

# The versions already locked are kept where they still fit; make lock UPGRADE=--upgrade takes the newest.
LOCK = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
       --custom-compile-command "make lock" $(UPGRADE)

lock: $(TOOLS) ## choose versions anew and write both locks (UPGRADE=--upgrade for the newest)
	@$(PY) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")' \
	  > $(VENV)/build.in
	@echo "Writing requirements.lock"
	@$(LOCK) --output-file requirements.lock --extra pictures pyproject.toml - < $(VENV)/build.in
	@echo "Writing tests/requirements.lock"
	@$(LOCK) --output-file tests/requirements.lock --constraints requirements.lock \
	  --extra dev pyproject.toml - < $(VENV)/build.in

clean: ## remove what was made; var/ (the data) stays
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis \
	  .import_linter_cache tests/artefacts locales/*/LC_MESSAGES/*.mo
	find bot handlers migrations tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the steps ----

$(PY):
	@old=; found=; \
	for python in $(PYTHONS); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	  old=$$python; \
	  "$$python" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  found=$$python; \
	  break; \
	done; \
	if [ -z "$$old" ]; then \
	  echo "Python 3.11 or newer is needed and was not found (tried: $(PYTHONS)); install it, or name it: make PYTHON=/path/to/python3" >&2; \
	  exit 1; \
	elif [ -z "$$found" ]; then \
	  echo "$$old has no venv module: apt-get install python3-venv (or your system's package of that kind), then try again." >&2; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements.lock | $(PY)
	@echo "Installing what the service needs (requirements.lock)"
	@$(PIP) --require-hashes --requirement requirements.lock
	@touch $@

$(TOOLS): tests/requirements.lock | $(PY)
	@echo "Installing what the tests need (tests/requirements.lock)"
	@$(PIP) --require-hashes --requirement tests/requirements.lock
	@touch $@

# setuptools, which builds the project, is in both locks: nothing is fetched here.
$(PROJECT): pyproject.toml | $(PY)
	@echo "Installing the project itself, as a link to this folder"
	@$(PIP) --no-deps --no-index --no-build-isolation --editable .
	@rm -rf sohoctap.egg-info
	@touch $@

locales/%/LC_MESSAGES/messages.mo: locales/%/LC_MESSAGES/messages.po | $(PY)
	@echo "Compiling the sentences ($*)"
	@$(PYBABEL) compile --directory locales --domain messages --locale $*
