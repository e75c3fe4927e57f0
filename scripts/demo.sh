#!/usr/bin/env bash
# Makes the demo world, looks for the campaigns in it, and says where to read on.
# scripts/demo.sh IOLAUS FOLDER
set -euo pipefail

iolaus=$1 folder=$2
echo "A world with three campaigns hidden among some 3,000 honest accounts:"
"$iolaus" simulate --scenario demo --out "$folder" --seed 1 --scale 1
echo

code=0
"$iolaus" scan --accounts "$folder/accounts.jsonl" --html "$folder/report.html" "$folder/exchanges.jsonl" || code=$?
case $code in
3) ;; # campaigns found
0)
	echo "demo: no campaign was found, but there are three" >&2
	exit 1
	;;
*) exit "$code" ;;
esac

echo
echo "Open in a browser:  $folder/report.html"
echo "Who was who:        $folder/truth_accounts.csv"
echo "Your own logs:      $iolaus scan FILE|FOLDER|- ..."
