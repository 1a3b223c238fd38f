#!/usr/bin/env bash
# Generates the golden vectors, from scratch and without the Go package srp.
#
#   run.sh            writes vectors/*.json
#   run.sh --check    generates into a scratch folder and compares byte for byte
#   run.sh --sample   answers some of the cases anew, and compares these
#   run.sh --search   finds the edge inputs anew first (minutes), and compares them
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here"

[ node_modules/.package-lock.json -nt package-lock.json ] ||
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

if [ "${1:-}" = --search ]; then
  before=$(sha256sum found.json)
  python3 search.py
  [ "$before" = "$(sha256sum found.json)" ] || { echo "the search found other inputs" >&2; exit 1; }
fi

if [ "${1:-}" = --sample ]; then
  exec python3 generate.py --sample 10
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 generate.py "$scratch"

if [ "${1:-}" = --check ]; then
  for file in "$scratch"/*.json; do
    cmp "$file" "../$(basename "$file")"
  done
  echo "the vectors regenerate byte for byte" >&2
else
  cp "$scratch"/*.json ..
fi
