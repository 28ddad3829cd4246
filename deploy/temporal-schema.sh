#!/bin/sh
# Brings both databases of the Temporal server to the schema of its version; SQL_HOST, SQL_PORT, SQL_USER and
# SQL_PASSWORD say where, DBNAME and VISIBILITY_DBNAME which, as for the server. Can run again and again.
set -eu
for schema in "${DBNAME:-temporal}:temporal" "${VISIBILITY_DBNAME:-temporal_visibility}:visibility"; do
  database=${schema%:*}
  temporal-sql-tool --plugin postgres12 --db "$database" setup-schema --version 0.0
  temporal-sql-tool --plugin postgres12 --db "$database" update-schema --schema-name "postgresql/v12/${schema#*:}"
done
