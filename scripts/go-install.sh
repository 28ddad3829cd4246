#!/usr/bin/env bash
# Builds a program from its Go module into a folder, unless it is there.
#
# Arguments   the program's name, its package, its version, the folder
set -euo pipefail

name=$1 package=$2 version=$3
folder=$(realpath -m "$4")
[ ! -x "$folder/$name" ] || exit 0

command -v go > /dev/null || { apt-get update -qq && apt-get install -y -qq golang-go; }
echo "building $name $version from its Go module, once"
# A Go before 1.21, such as Debian's, does not fetch the newer one that a module asks for; it is a module itself.
if [ -z "$(go env GOTOOLCHAIN)" ]; then
  module=golang.org/toolchain@v0.0.1-go1.25.0.$(go env GOOS)-$(go env GOARCH)
  newer=$(go mod download -json "$module" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  find "$newer/bin" "$newer/pkg/tool" -type f -exec chmod u+x {} +
  export PATH=$newer/bin:$PATH
  unset GOROOT
fi
GOTOOLCHAIN=auto GOBIN=$folder go install "$package@v$version"
echo "built in $SECONDS s"
