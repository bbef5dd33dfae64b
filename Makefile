# Needs python3 (with venv) and make; everything else is fetched, pinned in uv.lock, into .venv.

PYTHON ?= python3
UV_VERSION := 0.13.9

VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bootstrap/bin/uv
SETUP := $(VENV)/.setup-done
TEST_SETUP := $(VENV)/.test-setup-done

# uv works in our environment with its Python, and trusts the certificates the machine trusts.
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON := $(PY)
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := true
export UV_COMPILE_BYTECODE := true
export PIP_DISABLE_PIP_VERSION_CHECK := 1

SYNC := $(UV) sync --quiet --frozen --no-install-project

.PHONY: setup run demo test tests-alone lint bench torture messages test-setup machines

setup: $(SETUP)

run: setup
	@exec $(PY) main.py serve

demo: setup
	@exec $(PY) main.py demo

test: machines
	@$(MAKE) --no-print-directory --jobs=2 lint tests-alone

# Three workers for two processors: a quarter of the time one of them waits for a browser, a mail server or a clock.
tests-alone:
	$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: test-setup
	$(UV) lock --check --quiet
	$(PY) -m ruff check .
	$(PY) -m mypy

bench: machines
	@exec $(PY) -m benchmarks

torture: machines
	@exec $(PY) -m tests.torture

messages: setup
	@$(PY) -m foundation.locale.update

test-setup: $(TEST_SETUP)

machines: test-setup
	@sh tests/machines/install.sh
	@PATH="$(abspath $(VENV)/bin):$$PATH" sh tests/machines/ical_js/install.sh

$(SETUP): pyproject.toml uv.lock $(UV)
	@$(SYNC)
	@touch $@

$(TEST_SETUP): $(SETUP)
	@$(SYNC) --group test
	@touch $@

# Beside the packages, not among them: a sync removes what uv.lock does not name.
$(UV): Makefile | $(PY)
	@$(PY) -m pip install --quiet --upgrade --target $(VENV)/bootstrap uv==$(UV_VERSION)
	@touch $@

$(PY):
	@echo "Setting up $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
