# make demo and make test are all a newcomer needs: Python 3.11 or newer, git and make.
PYTHON ?= python3
VENV = .venv
BIN = $(VENV)/bin
SHARED = ../shared
SEED := $(shell date +%j%H%M)
STAMP = $(VENV)/.installed

.PHONY: demo test lint types bench corpus samples vectors hostile environment torture orders fuzz acceptance clean

$(STAMP): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $(STAMP)

demo: $(STAMP)
	rm -rf demo && mkdir demo
	$(BIN)/afterpost ingest --db demo/archive.db tests/fixtures/first-steps
	$(BIN)/afterpost search --db demo/archive.db "first real steps"
	$(BIN)/afterpost stats --db demo/archive.db
	$(BIN)/afterpost export --db demo/archive.db demo/posts.csv
	head -n 3 demo/posts.csv

test: $(STAMP) lint types
	$(BIN)/python -m pytest -n 2

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test,bench]'
	$(BIN)/python benchmarks/bench.py

corpus: $(STAMP)
	$(BIN)/python tests/corpus.py $(SHARED)/corpus

samples: $(STAMP)
	$(BIN)/python $(SHARED)/samples/check.py --cmd "$(BIN)/afterpost" $(ARGS)

vectors: $(STAMP)
	$(BIN)/python tests/vectors.py $(SHARED)/vectors

hostile: $(STAMP)
	rm -rf demo/hostile && mkdir -p demo/hostile
	PYTHONPATH=tests $(BIN)/python -m hostile demo/hostile/own
	PYTHONPATH=tests $(BIN)/python -m hostile.check demo/hostile/own --cmd "$(BIN)/afterpost" $(ARGS)
	@test -d $(SHARED)/hostile || echo "the larger collection is not in $(SHARED)/hostile: only our own was run"
	test ! -d $(SHARED)/hostile || $(BIN)/python $(SHARED)/hostile/make_hostile.py demo/hostile/shared
	test ! -d $(SHARED)/hostile || $(BIN)/python tests/hostile_http.py demo/hostile/shared
	test ! -d $(SHARED)/hostile || $(BIN)/python $(SHARED)/hostile/run.py demo/hostile/shared --cmd "$(BIN)/afterpost"

environment: $(STAMP)
	$(BIN)/python tests/environment.py

torture: $(STAMP)
	cd tests && PYTHONPATH=.. ../$(BIN)/python -m torture --seed $(SEED) $(ARGS)

orders: $(STAMP)
	@echo "seed $(SEED)"
	AFTERPOST_EXAMPLES=2000 $(BIN)/python -m pytest tests/test_merge.py -n 2 --hypothesis-seed=$(SEED) --hypothesis-show-statistics
	AFTERPOST_ORDERS=200 $(BIN)/python -m pytest tests/test_orders.py -n 2
	AFTERPOST_CAPTURES=1500 $(BIN)/python -m pytest tests/test_archive.py -k however_long

fuzz: $(STAMP)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	for target in containers page records values; do $(BIN)/python tests/fuzz/fuzz.py $$target --seconds 150 || exit 1; done

acceptance: corpus samples vectors hostile environment torture orders

clean:
	rm -rf $(VENV) demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
