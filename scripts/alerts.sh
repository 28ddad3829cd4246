#!/usr/bin/env bash
# Checks the files for Prometheus with its own tool, and lets it watch a scripted outage. Arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v prometheus > /dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends prometheus; }
promtool check config deploy/prometheus/prometheus.yml
promtool test rules test/alerts/alerts.yml
npx vitest run --config vitest.alerts.config.ts "$@"
