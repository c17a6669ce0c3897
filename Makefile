# demo · test · lint · check · bench · faults · faults-real · test-real: each sets up what it needs in .venv first.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check

.PHONY: demo test test-fast lint check bench faults honest faults-real test-real test-browser pictures wheel sbom clean

# Wheels only, so that nothing compiles on the user's machine; bytecode is compiled once (start-up is a contract).
.venv/demo: pyproject.toml Makefile
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --only-binary :all: -e '.[serve]'
	$(BIN)/python -m compileall -q src
	touch $@

.venv/dev: .venv/demo
	$(PIP) --only-binary :all: -e '.[serve,dev]'
	touch $@

demo: .venv/demo ## a real model served, checked, and two faults named
	$(BIN)/answerback demo

test: .venv/dev ## all tests, the real model included
	$(BIN)/python -m compileall -q src
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: .venv/dev ## without the real model
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m 'not real'

lint: .venv/dev
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy

check: test lint

bench: .venv/dev ## start-up, cost and the embedded service's speed, as ratios measured in one run
	$(BIN)/python -m compileall -q src
	$(BIN)/python bench/startup.py
	$(BIN)/python bench/load.py
	$(BIN)/python bench/throughput.py

faults: .venv/dev ## every fault and every look-alike, played on the simulator
	$(BIN)/python bench/faults.py --markdown docs

honest: .venv/dev ## every right service at every level: false alarms, requests, tokens, seconds
	$(BIN)/python bench/honest.py --markdown docs

faults-real: .venv/dev ## each fault that a proxy can act, before the embedded model; only what concerns it is asked
	$(BIN)/python bench/faults.py --real smollm2 --narrow

test-real: .venv/dev ## real servers, right and misconfigured, in processes of their own (installs them under the cache)
	$(BIN)/python bench/real

pictures: .venv/dev ## the pictures in the READMEs, drawn from what is really printed
	$(BIN)/python docs/pictures/terminal.py

PLAYWRIGHT := $(HOME)/.cache/answerback/playwright
test-browser: .venv/dev ## the HTML report in a real browser (skipped, with the reason, without node or Chromium)
	@command -v npm >/dev/null && npm install --prefix $(PLAYWRIGHT) --silent --no-audit --no-fund playwright-core@1 || true
	ANSWERBACK_BROWSER=1 ANSWERBACK_PLAYWRIGHT=$(PLAYWRIGHT) $(BIN)/python -m pytest tests/browser -rs

wheel: ## the wheel in an empty environment: version, a check of the simulator, packages and size
	PYTHON=$(PYTHON) packaging/wheel.sh

sbom: .venv/demo ## what an installation consists of (CycloneDX) and its licences
	$(BIN)/python packaging/sbom.py --output sbom.json

clean:
	rm -rf .venv build dist src/*.egg-info
