#!/usr/bin/env bash
# Measures detection on the reporting seeds and puts the tables into the README:
# each part that is printed stands between two marks, "<!-- NAME -->" and
# "<!-- end of NAME -->", and replaces what stands between those in the README.
# scripts/results.sh IOLAUS [FLAGS OF iolaus results]
set -euo pipefail

iolaus=$1
shift
cd "$(dirname "$0")/.."

tables=$(mktemp)
trap 'rm -f "$tables" "$tables.readme"' EXIT
mkdir -p out
"$iolaus" results --scratch out "$@" >"$tables"

awk '
	NR == FNR {
		if ($0 ~ /^<!-- end of .* -->$/) name = ""
		else if ($0 ~ /^<!-- .* -->$/) { name = $0; measured[name] = 1 }
		else if (name != "") text[name] = text[name] $0 "\n"
		next
	}
	/^<!-- end of .* -->$/ { inside = 0 }
	!inside { print }
	measured[$0] { inside = 1; printf "%s", text[$0] }
' "$tables" README.md >"$tables.readme"
cat "$tables.readme" >README.md
echo "results: README.md holds the tables"
