#!/usr/bin/env bash
# Judges the adapters here: run.sh PATH-OF-COGBENCH [--only NAME] [--write]
set -euo pipefail
cogbench=$(realpath "$1")
cd "$(dirname "$0")"
generate=../../../vectors/generate
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
[ $generate/node_modules/.package-lock.json -nt $generate/package-lock.json ] ||
  npm ci --prefix $generate --ignore-scripts --no-audit --no-fund --loglevel=error
node run.mjs --cogbench "$cogbench" "${@:2}"
