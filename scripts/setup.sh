#!/usr/bin/env bash
# Checks that this machine can build Iolaus, and says what is missing.
set -euo pipefail

missing=0
need() {
	echo "missing: $*" >&2
	missing=1
}

want=1.26
if ! command -v go >/dev/null; then
	need "Go $want or later, see https://go.dev/dl/"
else
	have=$(go env GOVERSION)
	have=${have#go}
	have=${have%%[!0-9.]*}
	if [ "$(printf '%s\n%s\n' "$want" "$have" | sort -V | head -n 1)" != "$want" ]; then
		need "Go $want or later (this is $have), see https://go.dev/dl/"
	fi
	for tool in CC CXX; do
		# The compiler may be a command with arguments, such as "ccache gcc".
		compiler=$(go env "$tool")
		command -v "${compiler%% *}" >/dev/null ||
			need "${compiler%% *}, a C and C++ compiler, for DuckDB (Debian: apt install g++; macOS: xcode-select --install)"
	done
fi
exit "$missing"
