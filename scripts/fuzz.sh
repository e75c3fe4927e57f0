#!/usr/bin/env bash
# Runs every fuzz target of the repository for a while: scripts/fuzz.sh [10s]
set -euo pipefail

span=${1:-10s}
cd "$(dirname "$0")/.."
found=0
while IFS=: read -r file target; do
	found=$((found + 1))
	echo "fuzz: $target in $(dirname "$file") for $span"
	go test -run='^$' -fuzz="^$target\$" -fuzztime="$span" "./$(dirname "$file")"
done < <(grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' internal cmd | sed 's/:func /:/' | sort)
echo "fuzz: $found targets passed"
