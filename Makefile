# The same verbs here and in continuous integration. `make` is a convenience: the README's commands need only Python and git.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install check test lowest slow docs golden forecasts benchmarks claims record textbook validation clean

install: .venv/.installed

.venv/.installed: pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint requirements.lock --editable ".[dev]"
	touch $@

check: install
	$(BIN)/ruff check model tests experiments
	$(BIN)/mypy

test: install
	$(BIN)/python -m pytest -n auto --dist loadfile

# the tests under the lowest versions that pyproject.toml allows; PYTHON has to be one that they have wheels for
lowest:
	$(PYTHON) -m venv .venv-lowest
	.venv-lowest/bin/pip install --quiet --constraint requirements.lowest --editable ".[test]"
	.venv-lowest/bin/python -m pytest -n auto --dist loadfile

slow: install
	$(BIN)/python -m pytest -m slow

docs: install
	$(BIN)/python -m pytest tests/docs

golden: install
	$(BIN)/python tests/golden/rewrite.py

forecasts: install
	$(BIN)/python experiments/forecasts.py

claims: install
	$(BIN)/python experiments/claims_table.py

record: install
	$(BIN)/python experiments/record.py

textbook: install
	$(BIN)/python tests/published/textbook_page.py

validation: install
	$(BIN)/python experiments/validation/report.py

benchmarks: install
	$(BIN)/python experiments/benchmarks/report.py $(if $(ONLY),--only $(ONLY))

clean:
	rm -rf .venv .venv-lowest build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
