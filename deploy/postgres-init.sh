#!/bin/sh
# Run by the Postgres image once, on an empty volume: Bulkhead and Temporal get a role each, and never the superuser's.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\getenv bulkhead_password BULKHEAD_DB_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD
create role bulkhead login password :'bulkhead_password';
create role temporal login password :'temporal_password';
create role bulkhead_process;
create role bulkhead_request;
grant bulkhead_process, bulkhead_request to bulkhead;
create database bulkhead owner bulkhead;
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect, temporary on database bulkhead, temporal, temporal_visibility from public;
SQL
