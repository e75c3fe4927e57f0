#!/usr/bin/env bash
# Measures detection on the reporting seeds and puts the tables into the README,
# between the lines "<!-- results -->" and "<!-- end of results -->".
# scripts/results.sh IOLAUS [FLAGS OF iolaus results]
set -euo pipefail

iolaus=$1
shift
cd "$(dirname "$0")/.."

tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
mkdir -p out
"$iolaus" results --scratch out "$@" >"$tables"

awk -v tables="$tables" '
	/^<!-- end of results -->/ { inside = 0 }
	!inside { print }
	/^<!-- results -->/ { inside = 1; print ""; while ((getline line < tables) > 0) print line; print "" }
' README.md >"$tables.readme"
mv "$tables.readme" README.md
echo "results: README.md holds the tables"
