#!/bin/sh
# Makes Bulkhead's namespace and its search attributes on the cluster at TEMPORAL_ADDRESS. Can run again and again.
set -eu
: "${TEMPORAL_NAMESPACE:=default}"
export TEMPORAL_NAMESPACE

# A server that has just started takes calls a moment before it can answer them, and does not know a new namespace yet.
await() {
  tries=0
  until "$@" > /dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 60 ]; then exec "$@"; fi
    sleep 1
  done
}

await temporal operator cluster health
if ! temporal operator namespace describe > /dev/null 2>&1; then
  temporal operator namespace create --retention 30d
fi
await temporal operator search-attribute list
known=$(temporal operator search-attribute list)
for name in ImportTenant ImportEntity ImportImporter ImportStage; do
  case $known in
    *"$name"*) ;;
    *) temporal operator search-attribute create --name "$name" --type Keyword ;;
  esac
done
