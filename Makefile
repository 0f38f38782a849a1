# Tìm Báo. A newcomer needs two of these: `make run` and `make test`.
#
# On the machine: make, and Python 3.11 or newer with its venv module (Debian keeps that in python3-venv). A C compiler
# with Python's headers makes it several times as fast. The tests also want Chromium, and the face Noto Serif. Where we
# are root, or sudo asks no password, Debian's packages are installed when missing.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help run test check bench clean

help:
	@echo 'make run         search the sample page in a browser, at http://127.0.0.1:$(PORT)/ (another port: make run PORT=9000)'
	@echo 'make test        everything that is checked: style, types, tests, a real browser'
	@echo 'make check       the quick part of it: style and types'
	@echo 'make bench CORPORA=DIR   speed against other engines, into docs/performance.md (SIZES=20000,all,1000000)'
	@echo 'make clean       remove what was installed and built here; an index is left alone'

run: $(VENV)/run-ready
	@$(BIN)/python cli.py index samples/haugiang-2023-12-12.txt
	@exec $(BIN)/python cli.py serve --port $(PORT)

test: check $(VENV)/browser-ready
	@$(BIN)/python -m pytest

check: $(VENV)/test-ready
	@$(BIN)/python -m ruff check .
	@$(BIN)/python -m mypy

SIZES ?= 20000,all

bench: $(VENV)/bench-ready
	@test -n "$(CORPORA)" || { echo 'Say where the measuring corpora are: make bench CORPORA=DIR' >&2; exit 2; }
	@$(BIN)/python -m benchmarks.speed --corpora '$(CORPORA)' --sizes '$(SIZES)'

clean:
	rm -rf $(VENV) build dist timbao.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find cli.py index search terminal web tests -name __pycache__ -prune -exec rm -rf {} +
	find index search -name '_*.so' -delete

# The stamps say which packages stand in the virtual environment, and that the inner loops in C are those of today.
INSTALLED_FROM := setup.cfg setup.py pyproject.toml $(wildcard */*/_*.[ch] */_*.[ch])

$(VENV)/run-ready: $(INSTALLED_FROM) | $(VENV)/compiler-looked-for
	@echo 'Installing what Tìm Báo needs (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/test-ready: $(INSTALLED_FROM) | $(VENV)/compiler-looked-for
	@echo 'Installing what the tests need (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@ $(VENV)/run-ready

$(VENV)/bench-ready: $(INSTALLED_FROM) | $(VENV)/compiler-looked-for
	@echo 'Installing what the benchmark needs (once) ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	@touch $@ $(VENV)/run-ready

# Everything works without a C compiler, only slower.
$(VENV)/compiler-looked-for: | $(BIN)/python
	@command -v cc >/dev/null && $(BIN)/python -c 'import os, sys, sysconfig; \
	    sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))' || \
	    sh .ci/install-packages gcc libc6-dev python3-dev || \
	    echo 'Going on without a C compiler: indexing and searching will take about three times as long.'
	@touch $@

# The faces that the browser tests measure pages in.
FONTS := fonts-noto-core

$(VENV)/browser-ready: Makefile | $(BIN)/python
	@command -v chromium >/dev/null || sh .ci/install-packages chromium
	@fc-list 'Noto Serif' 2>/dev/null | grep -q . || sh .ci/install-packages $(FONTS)
	@touch $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo '$(PYTHON) is not here: install Python 3.11 or newer.' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) is here. Another one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh .ci/install-packages python3-venv
	@$(PYTHON) -m venv $(VENV)
