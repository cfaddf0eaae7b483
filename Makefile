# Everything here installs what it needs first, and does nothing twice.
#   PYTHON=/path/to/python       which Python makes .venv, of 3.11 to 3.14; else the machine's own
#   HOST=127.0.0.1 PORT=8000     where make run listens

# two for each core: tests of browsers wait most of the time
JOBS ?= $(shell echo $$((2 * $$(nproc))))
BIN := .venv/bin
# a .venv whose Python went, as with an upgrade of the machine, is made anew
GONE := $(shell test -x $(BIN)/python || rm -f .venv/installed*)

# Node 18 takes a folder of tests, Node 22 no longer
JS_TESTS = $(shell find tests -name '*.test.js')

# one database server for each worker; a worker that waits takes tests from the other; files of tests that passed go,
# as they lie in memory; what was compiled is kept, else each worker and each server compiles all of it again
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -o tmp_path_retention_policy=failed
# all but HTTP, commands, drawing and browsers: what is left are the rules and the use cases
QUICK := -k "not postgresql" --ignore-glob='*/test_*api.py' --ignore-glob='*/test_*pages.py' \
	$(addprefix --ignore=tests/,bench browser cli server web printing/documents printing/labels)

export PYTHON
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test test-quick test-fresh check wheel bench bench-handheld bench-lighthouse bench-scan bench-fuzz test-engines setup-debian setup-quick setup-tests

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-16s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: setup-debian .venv/installed ## Install what the server needs

run: setup ## Start the server with the demo warehouse
	@exec $(BIN)/floor demo --serve

test: setup-tests ## Run all tests, on SQLite and on a throw-away PostgreSQL and Redis
	node --test $(JS_TESTS)
	$(PYTEST)

test-quick: setup-quick ## Run the rules and the use cases on SQLite alone: to be run often
	node --test $(JS_TESTS)
	$(PYTEST) $(QUICK)

check: setup-tests ## Run what reads the code: style, types, imports, migrations, sizes, what old browsers lack
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m floor.core.migrate check
	$(BIN)/python .ci/sizes.py
	.ci/vendor cmp
	node_modules/.bin/eslint static
	node_modules/.bin/stylelint 'static/**/*.css'

wheel: .venv/installed ## Make one file of Floor for pipx or pip, in dist
	@rm -rf build dist
	@$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps -w dist .
	@rm -rf build
	@cp constraints.txt dist/
	@echo 'pipx install --pip-args="-c dist/constraints.txt"' dist/*.whl

test-fresh: .venv/installed ## Try all ways to install Floor on a new Debian 12 and 13; takes root and an hour or two
	$(BIN)/python .ci/wheels.py
	.ci/fresh

test-engines: setup-tests ## Try a day's work in the browsers of old handhelds, fetched once; ENGINES="74 91" for those
	$(BIN)/python -m tests.engines $(ENGINES)

bench: setup-tests ## Measure, and print the table of figures
	$(BIN)/python -m tests.bench

bench-handheld: setup-tests ## Measure handhelds in a browser: slow, in a bad network, killed; PART=speed, network or kills
	$(BIN)/python -m tests.bench.handheld

bench-lighthouse: setup-tests ## Ask Lighthouse about the pages of the floor
	$(BIN)/python -m tests.bench.lighthouse

bench-scan: setup-tests ## Read the pictures of SET=FOLDER, beside plain pyzbar and zxing-cpp
	$(BIN)/python -m tests.bench.pictures $(SET)

bench-fuzz: setup-tests ## Look for a text that no scan may be: N=10000000 of them
	@.ci/python fuzz
	$(BIN)/python -m tests.bench.fuzz_parse $(N)

setup-debian:
	@.ci/debian libzbar0 || echo "setup: going on without it: some worn codes in pictures are not read"

setup-quick: setup .venv/installed-test node_modules/installed

setup-tests: setup-quick
	@.ci/debian chromium chromium-headless-shell postgresql redis-server nginx haproxy apache2-bin || echo "setup: going on: the tests that need them will fail"

.venv/installed: setup.cfg pyproject.toml constraints.txt .ci/python
	@.ci/python

.venv/installed-test: .venv/installed
	@.ci/python test

node_modules/installed: package-lock.json .ci/javascript
	@.ci/javascript
	@touch $@
