#!/usr/bin/env bash
# Looks for known vulnerabilities: scripts/vuln.sh GOVULNCHECK
# The database is on the network; where it is out of reach, that is said and
# nothing fails.
set -euo pipefail

cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
limit=()
if command -v timeout >/dev/null; then limit=(timeout 30); fi

# The root package imports nothing but the standard library: quick to ask for.
code=0
${limit[@]+"${limit[@]}"} "$1" . >"$log" 2>&1 || code=$?
if [ "$code" -ne 0 ] && { [ "$code" -eq 124 ] || grep -q 'fetching vulnerabilities' "$log"; }; then
	echo "skipped: vulnerability database out of reach"
	exit 0
fi
"$1" ./...
