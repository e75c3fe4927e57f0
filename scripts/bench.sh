#!/usr/bin/env bash
# Measures a scan from end to end beside the physical floor of the same run.
# scripts/bench.sh IOLAUS WORLD
# The world is made once and kept in out/WORLD; its scenario has that name.
set -euo pipefail

iolaus=$1 world=$2
cd "$(dirname "$0")/.."
folder=out/$world

if [ ! -e "$folder/made" ]; then
	echo "bench: making the world $world in $folder, once"
	compress=()
	# Worlds beyond a few gigabytes are kept compressed.
	case $world in *16m*) compress=(--zst) ;; esac
	"$iolaus" simulate --scenario "$world" --out "$folder" --seed 1 ${compress[@]+"${compress[@]}"}
	touch "$folder/made"
fi
exchanges=$folder/exchanges.jsonl
[ -e "$exchanges" ] || exchanges=$exchanges.zst

log=$(mktemp)
trap 'rm -f "$log"' EXIT
cat "$exchanges" >/dev/null # so that both read from the same cache

echo
echo "Floor: reading the same bytes, splitting them into lines, checking that each is JSON"
"$iolaus" bench-floor "$exchanges" 2>&1 | tee -a "$log"

echo
echo "Scan: $exchanges with $folder/accounts.jsonl, GOMAXPROCS $(nproc 2>/dev/null || sysctl -n hw.ncpu)"
code=0
"$iolaus" scan --quiet --stages --accounts "$folder/accounts.jsonl" \
	--format json --output "$folder/report.json" "$exchanges" 2> >(tee -a "$log" >&2) || code=$?
[ "$code" -eq 3 ] || [ "$code" -eq 0 ] || exit "$code"
wait

awk '
	/^floor exchanges\/s/ { floor = $3 }
	/^exchanges\/s/       { scan = $2 }
	END {
		if (floor > 0 && scan > 0)
			printf "%-18s %9.2f  (%d of %d exchanges/s)\n", "share of the floor", scan / floor, scan, floor
	}' "$log"

echo
echo "Signature, one core:"
go test -run='^$' -bench=. -benchtime=1s -cpu=1 ./internal/signature | grep -E '^(Benchmark|ok|FAIL|PASS)'

echo
echo "From sightings to rings, by accounts:"
go test -run='^$' -bench='^BenchmarkCurve$/^accounts=(10000|30000|100000|300000|1000000)$' -benchtime=1x ./internal/ring |
	grep -E '^(Benchmark|ok|FAIL|PASS)'
