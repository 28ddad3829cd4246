#!/usr/bin/env bash
# Runs the workflow tests against the Temporal server of production instead of the dev server: the release that
# docker-compose.yml names, built from its Go module, on Postgres, with the compose file's dynamic configuration, schema
# and namespace scripts. Stops what it started, also on failure. Further arguments go to vitest, instead of test/workflows.
#
# TEMPORAL_BUILD_DIR  keeps the built server between runs; .bulkhead/temporal-<version> by default
# DATABASE_URL        a Postgres whose user may create databases; the embedded one by default
set -euo pipefail
cd "$(dirname "$0")/.."

version=$(sed -n 's|.*image: temporalio/server:||p' docker-compose.yml)
build=$(realpath -m "${TEMPORAL_BUILD_DIR:-.bulkhead/temporal-$version}")
work=$(mktemp -d)
# Postgres may run as a user of its own, who must pass this folder.
chmod 755 "$work"
log=$work/log
# Names of its own: they are dropped at the end, and the tool that creates them takes one that is there for made.
export DBNAME=temporal_test_$$ VISIBILITY_DBNAME=temporal_visibility_test_$$
started=()
created=()

stop() {
  local status=$?
  trap - EXIT
  [ "$status" -eq 0 ] || tail -n 40 "$log" 2> /dev/null || true
  # The server, then its databases, then their server.
  for ((at = ${#started[@]} - 1; at >= 0; at--)); do
    kill "${started[at]}" 2> /dev/null || true
    wait "${started[at]}" 2> /dev/null || true
    for database in "${created[@]}"; do
      temporal-sql-tool --plugin postgres12 --db "$database" drop --force > /dev/null 2>&1 || true
    done
    created=()
  done
  rm -rf "$work"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT TERM

say() { printf '%s\n' "$*"; }

# Waits up to a minute for the command, as long as what was started last lives.
await() {
  local deadline=$((SECONDS + 60))
  until "$@" > /dev/null 2>&1; do
    if [ "$SECONDS" -ge "$deadline" ] || ! kill -0 "${started[-1]}" 2> /dev/null; then
      say "waited in vain for: $*"
      return 1
    fi
    sleep 0.2
  done
}

build_server() {
  if [ ! -x "$build/temporal-server" ] || [ ! -x "$build/temporal-sql-tool" ]; then
    say "building the Temporal server $version from its Go module, once"
    GOBIN=$build go install "go.temporal.io/server/cmd/server@v$version" "go.temporal.io/server/cmd/tools/sql@v$version"
    mv "$build/server" "$build/temporal-server"
    mv "$build/sql" "$build/temporal-sql-tool"
    say "built in $SECONDS s"
  fi
  export PATH=$build:$PATH
}

# Prints the path of the CLI that the embedded stack uses.
find_cli() {
  node --input-type=module -e '
    import { findTemporalCli } from "./dist/src/embedded/temporal-cli.js";
    const [dataDir, temporalCliPath] = process.argv.slice(1);
    const options = { dataDir, temporalCliPath: temporalCliPath || undefined, searchPath: process.env.PATH, networkEnvironment: process.env };
    console.log((await findTemporalCli({ ...options, say: console.error })).path);
  ' "$build" "${TEMPORAL_CLI_PATH:-}"
}

# Prints $1 free ports, one a line. The server keeps its members' ports in its database as smallint.
free_ports() {
  node --input-type=module -e '
    import getPort, { portNumbers } from "get-port";
    for (let left = Number(process.argv[1]); left > 0; left--) {
      console.log(await getPort({ port: portNumbers(29_000, 32_000) }));
    }
  ' "$1"
}

start_postgres() {
  node --input-type=module -e '
    import { writeFileSync } from "node:fs";
    import { startEmbeddedStack } from "./dist/src/embedded/embedded-stack.js";
    const [dataDir, urlFile] = process.argv.slice(1);
    const stop = new Promise((resolve) => ["SIGTERM", "SIGINT"].forEach((signal) => process.on(signal, resolve)));
    const servers = { postgres: true, temporal: false, searchAttributes: {} };
    const stack = await startEmbeddedStack({ dataDir, ...servers, searchPath: process.env.PATH, say: console.error });
    writeFileSync(urlFile, stack.databaseUrl, { mode: 0o600 });
    const idle = setInterval(() => {}, 60_000);
    await stop;
    clearInterval(idle);
    await stack.stop();
  ' "$work/postgres" "$work/url" &
  started+=($!)
  await test -s "$work/url"
  DATABASE_URL=$(cat "$work/url")
}

start_server() {
  local ports
  mapfile -t ports < <(free_ports 9)
  TEMPORAL_ADDRESS=127.0.0.1:${ports[0]}
  DB=postgres12 POSTGRES_SEEDS=$SQL_HOST DB_PORT=$SQL_PORT POSTGRES_USER=$SQL_USER POSTGRES_PWD=$SQL_PASSWORD \
    DYNAMIC_CONFIG_FILE_PATH=$PWD/deploy/temporal-dynamic-config.yaml LOG_LEVEL=warn \
    NUM_HISTORY_SHARDS="$(sed -n 's|.*NUM_HISTORY_SHARDS: "\(.*\)"|\1|p' docker-compose.yml)" \
    BIND_ON_IP=127.0.0.1 TEMPORAL_BROADCAST_ADDRESS=127.0.0.1 \
    FRONTEND_GRPC_PORT=${ports[0]} FRONTEND_HTTP_PORT=${ports[1]} FRONTEND_MEMBERSHIP_PORT=${ports[2]} \
    HISTORY_GRPC_PORT=${ports[3]} HISTORY_MEMBERSHIP_PORT=${ports[4]} \
    MATCHING_GRPC_PORT=${ports[5]} MATCHING_MEMBERSHIP_PORT=${ports[6]} \
    WORKER_GRPC_PORT=${ports[7]} WORKER_MEMBERSHIP_PORT=${ports[8]} \
    temporal-server start >> "$log" 2>&1 &
  started+=($!)
  export TEMPORAL_ADDRESS
  await temporal operator cluster health
}

build_server
npm run --silent build
ln -s "$(find_cli)" "$work/temporal"
export PATH=$work:$PATH

[ -n "${DATABASE_URL:-}" ] || start_postgres
mapfile -t server < <(node -e '
  const { hostname, port, username, password } = new URL(process.argv[1]);
  for (const part of [hostname, port || "5432", username, password]) console.log(decodeURIComponent(part));
' "$DATABASE_URL")
export SQL_HOST=${server[0]} SQL_PORT=${server[1]} SQL_USER=${server[2]} SQL_PASSWORD=${server[3]}
unset DATABASE_URL

for database in "$DBNAME" "$VISIBILITY_DBNAME"; do
  temporal-sql-tool --plugin postgres12 --db "$database" create >> "$log" 2>&1
  created+=("$database")
done
deploy/temporal-schema.sh >> "$log" 2>&1
start_server
deploy/temporal-namespace.sh
say "Temporal server $version serves after $SECONDS s"

[ $# -gt 0 ] || set -- test/workflows
TEST_TEMPORAL_ADDRESS=$TEMPORAL_ADDRESS npx vitest run "$@"
