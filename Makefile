# make run    the product in the browser, at http://127.0.0.1:8080
# make test   the tests           make test-all   on both databases, and the slow ones
# make lint   style, types, directions of imports, the knowledge
# make eval   how good the answers are         make bench   how fast, beside others, in one run
# make learn  train what understands messages, from the examples in bot/understanding/corpus
# make load   kill the process again and again while residents report

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
RUN := $(VENV)/bin/python
# Files of tests at a time: two for each core, since many wait for a process or a page.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(2 * min(os.cpu_count() or 1, 4))')
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Wherever Python is told to keep no compiled modules, each of the tests' processes compiles them all.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run test test-all lint eval bench load learn browser clean

run: $(VENV)/run
	$(RUN) -m bot run

# What fails beside the others runs once more, alone: what passes then is shaky, and to be mended.
test: $(VENV)/dev browser
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder || \
	$(RUN) -m pytest --last-failed --last-failed-no-failures none

# It tells the branches that tests go through, and fails below the floor in pyproject.toml; `make
# test`, which has to be quick, counts none.
test-all: $(VENV)/dev browser
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder --everything --cov

lint: $(VENV)/dev
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports
	$(RUN) -m bot kb check
	$(RUN) -m bot learn --check

eval: $(VENV)/dev
	$(RUN) -m tests.eval
	$(RUN) -m tests.understanding.eval

bench: $(VENV)/dev
	$(RUN) -m tests.load.answers
	$(RUN) -m tests.load.bench
	$(RUN) -m tests.load.duplicates
	$(RUN) -m tests.load.followups
	$(RUN) -m tests.load.search
	$(RUN) -m tests.load.desk
	$(RUN) -m tests.load.recipients
	$(RUN) -m tests.load.digests
	$(RUN) -m tests.load.importing
	$(RUN) -m tests.load.targets

load: $(VENV)/dev
	$(RUN) -m tests.load.kill

learn: $(VENV)/dev
	$(RUN) -m bot learn

browser: $(VENV)/dev
	@$(RUN) -m tests.browser

$(VENV)/run: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --editable .
	$(RUN) -c 'import bot.app'  # stands on what it asks for itself, before the tests' tools come
	touch $@

$(VENV)/dev: $(VENV)/run
	$(RUN) -m pip install --quiet --editable '.[dev]'
	touch $@

clean:
	rm -rf $(VENV)
