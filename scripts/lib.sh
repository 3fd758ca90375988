# shellcheck shell=bash
# Shared by the scripts beside it: where the repository is, and how progress is printed.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

# Elapsed seconds count from the first script of a `make`, not from each script.
: "${NETWISE_STARTED:=$(date +%s)}"
export NETWISE_STARTED

say() { printf '[%4ds] %s\n' "$(($(date +%s) - NETWISE_STARTED))" "$*"; }
note() { printf '        %s\n' "$*"; }
die() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    shift
    local line
    for line in "$@"; do printf '  %s\n' "$line" >&2; done
    exit 1
}

# The version of a crate in Cargo.lock: `locked_version wasm-bindgen`.
locked_version() {
    awk -v want="name = \"$1\"" '
        $0 == want { found = 1; next }
        found && /^version = / { gsub(/"/, "", $3); print $3; exit }
    ' "$ROOT/Cargo.lock"
}
