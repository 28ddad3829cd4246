#!/bin/sh
# What docker-compose.yml needs of the Postgres image's entrypoint: it sets an empty volume up, then becomes the server.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  mkdir -p -m 0700 "$PGDATA"
  printf '%s\n' "$POSTGRES_PASSWORD" > /tmp/password
  # The arguments are several words.
  # shellcheck disable=SC2086
  initdb --username=postgres --pwfile=/tmp/password $POSTGRES_INITDB_ARGS
  rm /tmp/password
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  # Only on its socket, so that no client takes it for ready.
  pg_ctl --wait start -o "-c listen_addresses="
  export POSTGRES_USER=postgres
  for script in /docker-entrypoint-initdb.d/*.sh; do sh "$script"; done
  pg_ctl --wait stop
fi
exec "$@" --listen_addresses='*'
