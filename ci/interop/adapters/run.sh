#!/usr/bin/env bash
# Judges the adapters here: run.sh PATH-OF-COGBENCH [--quick | --only NAME] [--write]
set -euo pipefail
cogbench=$(realpath "$1")
cd "$(dirname "$0")"
for project in . ../../../vectors/generate; do
  [ $project/node_modules/.package-lock.json -nt $project/package-lock.json ] ||
    npm ci --prefix $project --ignore-scripts --no-audit --no-fund --loglevel=error
done
node run.mjs --cogbench "$cogbench" "${@:2}"
