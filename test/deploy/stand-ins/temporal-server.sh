#!/bin/sh
# What docker-compose.yml needs of the Temporal server image's entrypoint: its members need an address to tell each other.
set -eu
if [ "${BIND_ON_IP:-}" = 0.0.0.0 ]; then
  TEMPORAL_BROADCAST_ADDRESS=$(getent hosts "$(cat /etc/hostname)" | cut -d ' ' -f 1)
  export TEMPORAL_BROADCAST_ADDRESS
fi
exec temporal-server start
