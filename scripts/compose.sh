#!/usr/bin/env bash
# Brings docker-compose.yml up from a clean clone of HEAD on a real Docker engine, imports over HTTP, scales, kills workers
# while imports run, loses everything and restores a backup by docs/backup.md, cuts the power of the engine while an
# import runs, and takes it down. Prints the seconds of each step, and ends with 1 where
# something is not as it should be. Uncommitted changes are not tried.
#
# It uses the engine that `docker info` reaches, as a project of its own with volumes of its own; without one, it makes
# one (docker-engine.sh; Linux, root). Where no registry can be reached, images are stand-ins (stand-in-images.sh).
#
# COMPOSE_BUILD_DIR   keeps engine, images and what they are made of between runs; .bulkhead/compose by default
# COMPOSE_ROWS        rows of the larger imports; 400000 by default
set -euo pipefail
cd "$(dirname "$0")/.."

build=$(realpath -m "${COMPOSE_BUILD_DIR:-.bulkhead/compose}")
rows=${COMPOSE_ROWS:-400000}
export DOCKER_ENGINE_DIR=$build/engine STAND_IN_BUILD_DIR=$build/stand-ins
api=http://127.0.0.1:18080
work=$(mktemp -d)
own=false
mkdir -p "$build"

step() { # name, command …
  local name=$1 from
  shift
  from=$(date +%s%N)
  "$@"
  printf '%6.1f s  %s\n' "$((($(date +%s%N) - from) / 100000000))e-1" "$name"
}

fail() {
  echo "FAILED: $*"
  exit 1
}

# Runs a command where the engine's ports are on the loopback address.
beside() { if $own; then scripts/docker-engine.sh exec "$@"; else "$@"; fi; }

# The clone, as the engine sees it.
compose() { beside docker compose --project-directory "$seen" --project-name bulkhead-test "$@"; }

stop() {
  local status=$?
  trap - EXIT
  if [ "$status" -ne 0 ] && [ -n "${seen:-}" ]; then compose logs --tail 15 2> /dev/null || true; fi
  if [ -n "${seen:-}" ]; then compose down --volumes --timeout 5 > /dev/null 2>&1 || true; fi
  if $own; then scripts/docker-engine.sh kill; fi
  rm -rf "$work" "${clone:-$work}"
  exit "$status"
}
trap stop EXIT
trap 'exit 130' INT TERM

find_engine() {
  if docker info > /dev/null 2>&1; then return; fi
  own=true
  # One that an interrupted run left behind.
  scripts/docker-engine.sh kill
  scripts/docker-engine.sh start
}

names() { sed -n -e 's|^ *image: \([^$]*\)$|\1|p' docker-compose.yml -e 's|^FROM \([^ ]*\).*|\1|p' Dockerfile | grep -v '^bulkhead:' | sort -u; }

provide_images() {
  local name from_registry=true
  for name in $(names); do
    beside timeout 60 docker pull --quiet "$name" > "$work/pull" 2>&1 || from_registry=false
    $from_registry || break
  done
  if $from_registry; then return; fi
  echo "  no registry can be reached: images are stand-ins"
  if $own; then scripts/stand-in-images.sh scripts/docker-engine.sh exec; else scripts/stand-in-images.sh env; fi
  # A stand-in has no digest of the registry.
  sed -i 's/@sha256:[0-9a-f]*//' "$clone/Dockerfile" "$clone/docker-compose.yml"
}

make_clone() {
  if $own; then clone=$DOCKER_ENGINE_DIR/share/clone seen=/share/clone; else clone=$(mktemp -d)/clone seen=$clone; fi
  rm -rf "$clone"
  git clone --quiet --no-hardlinks . "$clone"
  local random
  random=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
  sed -e "s/^POSTGRES_PASSWORD=.*/&a$random/" -e "s/^BULKHEAD_DB_PASSWORD=.*/&b$random/" \
    -e "s/^TEMPORAL_DB_PASSWORD=.*/&c$random/" -e "s|^BULKHEAD_SECRET_KEY=.*|&$(head -c 32 /dev/urandom | base64)|" \
    -e 's/^BULKHEAD_LISTEN=.*/&127.0.0.1:18080/' -e 's/^TEMPORAL_UI_LISTEN=.*/&127.0.0.1:18233/' \
    "$clone/.env.example" > "$clone/.env"
}

bring_up() { compose up --build --wait --wait-timeout 300 --quiet-pull > "$work/up" 2>&1 || { tail -n 30 "$work/up"; fail "up"; }; }

# Every lasting service is healthy, and every other one ended with 0.
show_health() {
  compose ps --all --format '{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}' | sort > "$work/health"
  sed 's/^/  /' "$work/health"
  if grep -Ev ' running healthy 0$| exited +0$' "$work/health"; then fail "not every container is well"; fi
}

are_healthy() { # number of containers
  local lines
  lines=$(compose ps --format '{{.Health}}' 2> /dev/null) && [ "$(grep -c '^healthy$' <<< "$lines")" = "$1" ]
}

# Waits up to three minutes for the command to say yes.
await() {
  local deadline=$((SECONDS + 180))
  until "$@"; do
    if [ "$SECONDS" -ge "$deadline" ]; then fail "waited in vain for: $*"; fi
    sleep 0.3
  done
}

call() { # path, arguments of curl …
  local path=$1
  shift
  beside curl --silent --show-error --header "Authorization: Bearer $key" "$@" "$api$path"
}

# Prints what an expression makes of the JSON on standard input, which it calls `it`.
pick() { node -e 'const it = JSON.parse(require("fs").readFileSync(0, "utf8")); console.log(eval(process.argv[1]));' "$1"; }

expect() { # what, is, should be
  if [ "$2" != "$3" ]; then fail "$1 is $2, not $3"; fi
  echo "  $1: $2"
}

small_imports() {
  call /api/assets/groups.csv --upload-file - < samples/course-groups.csv > /dev/null
  local job
  job=$(call /api/imports --json '{"entity":"courseGroupInPersonEvent","asset":"groups.csv"}' --header 'Prefer: wait=60')
  expect "a file" "$(pick '`${it.state}, ${it.counts.valid} valid, ${it.counts.invalid} invalid`' <<< "$job")" \
    "complete_with_rejects, 987 valid, 13 invalid"
  local answer
  answer=$(call '/import/users?importerId=campus' \
    --json '[{"id":"user_1","firstName":"Ada","lastName":"Lovelace","passwordOrHash":"correct horse battery staple"}]')
  expect "a list with a password" "$(pick it.importResult <<< "$answer")" SUCCESS
  expect "the stored password" "$(compose exec -T postgres psql -U postgres -At bulkhead -c \
    "select substr(password_or_hash, 1, 10) from \"user\"" < /dev/null)" '$argon2id$'
}

workers() { call /readyz | pick it.workers; }

has_workers() { [ "$(workers 2> /dev/null)" = "$1" ]; }

two_workers() {
  compose up --detach --wait --no-build --scale worker=2 > "$work/up" 2>&1 || { tail -n 30 "$work/up"; fail "scaling"; }
  await has_workers 2
}

# A file of as many users as the larger imports have, whose ids begin with $1; the engine may not see ours.
upload_users() {
  awk -v prefix="$1" -v rows="$rows" 'BEGIN {
    print "id,firstName,lastName,studentEmail"
    for (at = 1; at <= rows; at++) printf "%s_%d,First %d,Last %d,%s.%d@example.org\n", prefix, at, at, at, prefix, at
  }' | call "/api/assets/$1.csv" --upload-file - > /dev/null
}

start_import() { # asset
  call /api/imports --json "{\"entity\":\"user\",\"asset\":\"$1.csv\",\"importerId\":\"$1\"}" | pick it.id
}

job() { call "/api/jobs/$1"; }

is_in_the_middle() { # job
  local stands
  stands=$(job "$1" 2> /dev/null | pick 'it.state + " " + (it.progress.rowsRead > 0 && it.stage !== "planning")') || return 1
  case $stands in
    "running true") return 0 ;;
    "running false" | "queued "*) return 1 ;;
    *) fail "the import is $stands before it was disturbed: set COMPOSE_ROWS higher" ;;
  esac
}

is_over() { [ "$(job "$1" 2> /dev/null | pick 'it.finishedAt !== null' 2> /dev/null)" = true ]; }

finish() { # job
  await is_over "$1"
  expect "the import" "$(job "$1" | pick '`${it.state}, ${it.counts.created} created, ${it.counts.invalid} invalid`')" \
    "complete, $rows created, 0 invalid"
}

kill_workers() {
  # The processes, not the containers: Docker starts again what ends by itself.
  local container pids=()
  for container in $(compose ps --quiet worker); do
    pids+=("$(beside docker inspect --format '{{.State.Pid}}' "$container")")
  done
  beside sh -c 'kill -KILL "$@"' kill "${pids[@]}"
}

larger_import() {
  upload_users killed
  local id
  id=$(start_import killed)
  await is_in_the_middle "$id"
  step "  both workers killed in its middle" kill_workers
  finish "$id"
  await are_healthy 6
}

# The commands of docs/backup.md as they are there, beside the clone's docker-compose.yml.
page() { # name of the block
  local commands
  commands=$(sed -n "/^\`\`\`sh $1\$/,/^\`\`\`\$/p" "$clone/docs/backup.md" | grep -v '^```')
  beside env COMPOSE_PROJECT_NAME=bulkhead-test BACKUP="$seen/.bulkhead/backup" sh -c "cd $seen && $commands" > "$work/page" 2>&1 ||
    { tail -n 30 "$work/page"; fail "$1 of docs/backup.md"; }
}

# Everything that compose holds is lost, and comes back from the backup.
restore() {
  local users before
  users='select count(*) from "user"'
  before=$(compose exec -T postgres psql -U postgres -At bulkhead -c "$users" < /dev/null)
  mkdir -p "$clone/.bulkhead/backup"
  step "  backed up" page back-up-compose
  compose down --volumes > "$work/down" 2>&1
  step "  restored on empty volumes" page restore-compose
  await are_healthy 5
  expect "the users" "$(compose exec -T postgres psql -U postgres -At bulkhead -c "$users" < /dev/null)" "$before"
  local job
  job=$(call /api/imports --json '{"entity":"courseGroupInPersonEvent","asset":"groups.csv"}' --header 'Prefer: wait=60')
  expect "a file that was stored, imported again" "$(pick '`${it.counts.unchanged} unchanged, ${it.counts.invalid} invalid`' <<< "$job")" \
    "987 unchanged, 13 invalid"
  expect "what the doctor says" "$(compose exec -T http node dist/src/cli.js doctor < /dev/null)" ""
}

power_cut() {
  upload_users cut
  local id
  id=$(start_import cut)
  await is_in_the_middle "$id"
  scripts/docker-engine.sh kill
  step "  engine starts again" scripts/docker-engine.sh start
  step "  every container is healthy by itself" await are_healthy 6
  finish "$id"
  await has_workers 2
}

take_down() { compose down --volumes > /dev/null 2>&1; }

step "engine" find_engine
beside docker version --format '  Docker {{.Server.Version}}'
beside docker compose version --short | sed 's/^/  compose /'
step "clean clone of $(git rev-parse --short HEAD)" make_clone
step "images" provide_images
step "docker compose up --build --wait" bring_up
show_health
key=$(compose exec -T http node dist/src/cli.js keys create --name campus --role admin 2> /dev/null < /dev/null)
step "imports over HTTP" small_imports
step "two workers" two_workers
step "import of $rows rows" larger_import
step "backup and restore" restore
step "two workers" two_workers
if $own; then
  step "import of $rows rows with a power cut" power_cut
else
  echo "    left out  power cut: this engine is not ours to kill"
fi
show_health
step "docker compose down" take_down
echo "all of it in $SECONDS s"
