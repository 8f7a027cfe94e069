# make run    starts the dashboard on http://localhost:8501, for this computer only
# make check  lint, types and the unit tests (tests/core and tests/ui without those marked "whole" or "measured")
# make test   every test: also those through worker processes ("whole"), those that take long ("measured"), the browser's
# make fuzz   1,000 broken files of every format (FUZZ=n for another number), each through reading, embedding and the map
# Each makes its own environment in .venv. PYTHON=python3.12 chooses another Python (3.11 to 3.13).

# Each process would compile tests and sources anew where bytecode may not be kept.
export PYTHONDONTWRITEBYTECODE =

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# Nobody else reaches it, so it may read this computer's folders and network (docs/deployment.md, which says how to let
# others in). The hosts keep out web pages whose name leads here.
ONLY_HERE := --server.address localhost --server.allowedHosts localhost --server.allowedHosts 127.0.0.1
MODEL_STAMP := $(VENV)/.run-ready
# The first map on a machine compiles what it runs on; done here, nobody waits for it.
COMPILE := $(BIN)/python -W ignore -c "from embedcore.projection import warm_up; warm_up()"
TEST_STAMP := $(VENV)/.test-ready

# What the tests make once and share (the vectors of common words).
PREPARE := $(BIN)/python -m tests.prepared
# One test process more than cores, since some tests wait; tests that share what they prepare stay together
# (tests/conftest.py).
PYTEST = $(BIN)/python -m pytest -n $(shell $(PYTHON) -c "import os; print(min(os.cpu_count() + 1, 5))") --dist loadscope --no-loadscope-reorder

.PHONY: run check test fuzz lint unit everything browser clean

run: $(MODEL_STAMP)
	EMBEDCORE_PRIVATE_USE=1 $(BIN)/python -m streamlit run app.py --server.port $(PORT) --server.headless true $(ONLY_HERE)

# Lint and types beside the tests: each alone leaves a core idle.
check: $(TEST_STAMP)
	$(MAKE) --no-print-directory --jobs 2 lint unit

test: $(TEST_STAMP) browser
	$(MAKE) --no-print-directory --jobs 2 lint everything

# A minute or two for each hundred; those that fail lie in test-output/fuzz, and run again by their number.
fuzz: $(TEST_STAMP)
	$(BIN)/python -m tests.fuzz --each $(or $(FUZZ),1000)

unit: $(TEST_STAMP)
	$(PYTEST) -m "not measured and not whole" tests/core tests/ui

everything: $(TEST_STAMP)
	$(PYTEST)

lint: $(TEST_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Debian's Chromium where apt works as root, Playwright's own elsewhere.
browser: $(TEST_STAMP)
	$(BIN)/python -m driving.chromium

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else f"Python 3.11 to 3.13 is needed (this is {v[0]}.{v[1]}); run: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(MODEL_STAMP): requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(COMPILE)
	touch $@

$(TEST_STAMP): requirements.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	$(COMPILE)
	$(PREPARE)
	touch $@ $(MODEL_STAMP)

clean:
	rm -rf $(VENV) static/plotly.min.js
