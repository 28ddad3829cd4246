#!/usr/bin/env bash
# Runs the tests of assets on S3 against a real S3 server, versitygw, built from its Go module, on a folder that goes with
# the run. Stops what it started, also on failure. Arguments go to vitest.
#
# S3_BUILD_DIR  keeps the built server between runs; .bulkhead/versitygw-<version> by default
set -euo pipefail
cd "$(dirname "$0")/.."

version=1.8.0
build=$(realpath -m "${S3_BUILD_DIR:-.bulkhead/versitygw-$version}")
work=$(mktemp -d)
server=

stop() {
  local status=$?
  trap - EXIT
  if [ -n "$server" ]; then
    kill "$server" 2> /dev/null || true
    wait "$server" 2> /dev/null || true
  fi
  [ "$status" -eq 0 ] || tail -n 20 "$work/log" 2> /dev/null || true
  rm -rf "$work"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT TERM

scripts/go-install.sh versitygw github.com/versity/versitygw/cmd/versitygw "$version" "$build"

port=$(node --input-type=module -e 'import getPort from "get-port"; console.log(await getPort());')
export AWS_ENDPOINT_URL_S3=http://127.0.0.1:$port AWS_REGION=us-east-1
export AWS_ACCESS_KEY_ID=bulkhead AWS_SECRET_ACCESS_KEY=only-for-this-run TEST_S3_FOLDER=$work/buckets
mkdir "$TEST_S3_FOLDER" "$work/attributes"
# Attributes lie in files, since not every file system has them.
"$build/versitygw" --quiet --port "127.0.0.1:$port" --region "$AWS_REGION" \
  --access "$AWS_ACCESS_KEY_ID" --secret "$AWS_SECRET_ACCESS_KEY" posix --sidecar "$work/attributes" "$TEST_S3_FOLDER" > "$work/log" 2>&1 &
server=$!
for _ in $(seq 100); do
  ! (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
  kill -0 "$server" || exit 1
  sleep 0.1
done

npx vitest run --config vitest.s3.config.ts "$@"
