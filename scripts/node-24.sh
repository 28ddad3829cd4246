#!/usr/bin/env bash
# Runs the tests on the Node that the image has, no matter which one this machine has. Arguments go to `npm test`.
# The binary comes from npm, where Node's releases are packages, and lies in a folder that goes with the run.
set -euo pipefail
cd "$(dirname "$0")/.."

version=24.21.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

platform=$(node -p '`${process.platform}-${process.arch}`')
npm install --silent --no-save --ignore-scripts --prefix "$work" "node-$platform@$version"
PATH=$work/node_modules/node-$platform/bin:$PATH
echo "Node $(node --version)"
npm test -- "$@"
