# Two commands need nothing but Python 3.11, git and make: `make run` and `make test`.

.DEFAULT_GOAL := help
.PHONY: help run test test-fast bench shots check clean

help:  ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1	/p' Makefile | expand -t 20

run:  ## Install, migrate, load the demo if empty, serve on http://127.0.0.1:5000 (PORT, UNIONWEB_INSTANCE)
	@deploy/bootstrap.sh run
	@.venv/bin/python deploy/serve.py

test:  ## All tests, on SQLite and on PostgreSQL
	@deploy/bootstrap.sh test
	@deploy/suites.sh

test-fast:  ## Tests on SQLite only, without a browser
	@deploy/bootstrap.sh test
	@deploy/suites.sh fast

bench:  ## Measure speed and memory
	@deploy/bootstrap.sh test
	@.venv/bin/python -m bench

shots:  ## Take the pictures of pages and papers in docs/
	@deploy/bootstrap.sh test
	@.venv/bin/python -m tests.browser.shots
	@.venv/bin/python -m tests.browser.papers

check:  ## Lint
	@deploy/bootstrap.sh test
	@.venv/bin/python -m ruff check

clean:  ## Remove the environment and caches, never the instance folder
	rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis
	find . -path ./instance -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
