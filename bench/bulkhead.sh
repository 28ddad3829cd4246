#!/usr/bin/env bash
# Bulkhead beside other loaders of the same CSV of in-person course groups: http and worker processes on a database of
# their own on the server of DATABASE_URL (PostgreSQL 18, a user who may create databases), with an embedded Temporal.
# Prints a line of JSON per measurement: peer, rows, seconds, peak_rss_mb, client_cpu_seconds. bench/README.md has the call.
#
#   DATABASE_URL=… bulkhead.sh FILE.csv
set -euo pipefail
file=$(realpath "${1:?usage: DATABASE_URL=… bulkhead.sh FILE.csv}")
: "${DATABASE_URL:?is needed: a PostgreSQL 18 server whose user may create databases}"
cd "$(dirname "$0")/.."

npm run --silent build >&2
exec node dist/bench/bulkhead-peer.js "$file"
