#!/usr/bin/env bash
# Holds the OpenAPI document against a running instance with schemathesis: requests that it allows are accepted, those that
# it forbids are refused, and every answer is one that it names. Prints operations, cases and failures, and ends with 1
# where there is a failure. Starts an instance of its own with fresh data, and stops it, also on failure. Arguments go to
# schemathesis.
#
# SCHEMATHESIS_VENV  keeps the Python environment between runs; .bulkhead/schemathesis-<version> by default
set -euo pipefail
cd "$(dirname "$0")/.."

version=4.32.5
venv=$(realpath -m "${SCHEMATHESIS_VENV:-.bulkhead/schemathesis-$version}")
work=$(mktemp -d)
# Postgres runs as another user where root starts it, and its data lies in this folder only if that user can pass it.
chmod 711 "$work"
server=

stop() {
  local status=$?
  trap - EXIT
  if [ -n "$server" ]; then
    kill "$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
  fi
  rm -rf "$work"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT TERM

install_schemathesis() {
  python3 -c 'import ensurepip, venv' 2> /dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
}

[ -x "$venv/bin/schemathesis" ] || install_schemathesis

# An answer that waits for an import's end waits for a second at most. Limits that the document cannot tell are out of reach.
BULKHEAD_MAX_REQUESTS_PER_SECOND=100000 BULKHEAD_MIN_SCHEDULE_SECONDS=1 BULKHEAD_MAX_SCHEDULES=100000 BULKHEAD_MAX_WEBHOOKS=100000 \
  BULKHEAD_DATA_DIR=$work/data BULKHEAD_WAIT_SECONDS=1 BULKHEAD_LIST_WAIT_SECONDS=1 BULKHEAD_LOG_LEVEL=error PORT=0 \
  node dist/src/main.js > "$work/log" 2>&1 &
server=$!
url=
for _ in $(seq 600); do
  url=$(sed -n 's/^Bulkhead  *\(http[^ ]*\).*/\1/p' "$work/log")
  [ -z "$url" ] || break
  kill -0 "$server" 2> /dev/null || { cat "$work/log"; exit 1; }
  sleep 0.2
done
[ -n "$url" ] || { cat "$work/log"; exit 1; }

BULKHEAD_API_KEY=$(cat "$work/data/api-key")
# The embedded key is the only one.
BULKHEAD_KEY_ID=$(BULKHEAD_DATA_DIR=$work/data node dist/src/cli.js keys list | cut -f 1)
export BULKHEAD_API_KEY BULKHEAD_KEY_ID BULKHEAD_URL=$url
# What the document's examples name is there.
node dist/src/cli.js assets put samples/course-groups.csv nightly/events.csv > /dev/null

status=0
PYTHONPATH=test/openapi "$venv/bin/schemathesis" --config-file test/openapi/schemathesis.toml \
  run "$url/openapi.json" --phases examples,coverage,fuzzing,stateful --max-time 120 --no-color "$@" > "$work/report" || status=$?
[ "$status" -eq 0 ] || cat "$work/report" "$work/log"
sed -n '/ SUMMARY /,$p' "$work/report"
exit "$status"
