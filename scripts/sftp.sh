#!/usr/bin/env bash
# Runs the tests of sources over SFTP against OpenSSH's own server, which they start on loopback. Arguments go to vitest.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -x /usr/sbin/sshd ] || { apt-get update -qq && apt-get install -y -qq openssh-server; }
npx vitest run --config vitest.sftp.config.ts "$@"
