#!/bin/sh
# Runs the tests on SQLite and again on PostgreSQL, then sums both up. Fails if either fails or cannot run.
# Usage: deploy/suites.sh [fast]      fast: on SQLite only, without a browser
set -u
cd "$(dirname "$0")/.." || exit 1

summary=
failed=0

main() {
    if [ "${1:-}" = fast ]; then
        suite SQLite sqlite "not browser"
    else
        sqlite_with_browser
        # What happens in a browser does not depend on the database: once is enough.
        suite PostgreSQL postgresql "not browser"
    fi
    printf '\n==> Summary\n%s' "$summary"
    exit "$failed"
}

sqlite_with_browser() {
    if command -v chromium >/dev/null; then
        suite SQLite sqlite ""
    else
        suite SQLite sqlite "not browser"
        note "Browser" "NOT RUN: chromium is missing"
        failed=1
    fi
}

# suite NAME DATABASE MARKS
suite() {
    printf '\n==> Tests on %s\n' "$1"
    began=$(date +%s)
    if UNIONWEB_TEST_DB=$2 .venv/bin/python -m pytest -n 2 -rs --durations=10 -m "$3"; then
        result=passed
    else
        result=FAILED
        failed=1
    fi
    note "$1" "$result after $(($(date +%s) - began)) s"
}

note() {
    summary="$summary$(printf '    %-12s %s' "$1" "$2")
"
}

main "$@"
