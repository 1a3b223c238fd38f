#!/usr/bin/env bash
# Judges every adapter here: run.sh PATH-OF-COGBENCH [--write]
set -euo pipefail
cogbench=$(realpath "$1")
cd "$(dirname "$0")"
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
npm ci --prefix ../../../vectors/generate --ignore-scripts --no-audit --no-fund --loglevel=error
node run.mjs --cogbench "$cogbench" "${@:2}"
