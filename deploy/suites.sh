#!/bin/sh
# Runs the tests on SQLite and again on PostgreSQL, then sums both up. Fails if either fails or cannot run.
# Usage: deploy/suites.sh [fast]      fast: on SQLite only, without a browser
set -u
cd "$(dirname "$0")/.." || exit 1

# The tests start some two hundred Python processes: each module is compiled once, not in each of them.
unset PYTHONDONTWRITEBYTECODE

in_memory=/dev/shm
memory_needed=2097152 # kilobytes that must be free there; a run takes a few hundred megabytes
summary=
failed=0
scratch=

main() {
    scratch=$(mktemp -d "$(roomy_folder)/unionweb-tests-XXXXXX") || exit 1
    trap 'rm -rf "$scratch"' EXIT
    trap 'exit 130' HUP INT TERM
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

# Where the tests' databases go: to memory if there is room, so that no commit waits for a disk.
roomy_folder() {
    free=$(df -Pk "$in_memory" 2>/dev/null | awk 'NR == 2 { print $4 }')
    if [ -w "$in_memory" ] && [ "${free:-0}" -ge "$memory_needed" ]; then
        echo "$in_memory"
    else
        echo "${TMPDIR:-/tmp}"
    fi
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
    if UNIONWEB_TEST_DB=$2 .venv/bin/python -m pytest -n 2 --dist worksteal --basetemp "$scratch/$2" -rs --durations=10 -m "$3"; then
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
