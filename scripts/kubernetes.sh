#!/usr/bin/env bash
# Builds what deploy/kubernetes says, and holds each object against the schemas of the oldest and the newest Kubernetes that
# are maintained. Kustomize and kubeconform are built from their Go modules; the schemas come in a Python package.
#
# KUBERNETES_BUILD_DIR  keeps all of them between runs; .bulkhead/kubernetes by default
set -euo pipefail
cd "$(dirname "$0")/.."

kustomize_version=5.7.1
kubeconform_version=0.7.0
schemas_version=1.37.0
build=$(realpath -m "${KUBERNETES_BUILD_DIR:-.bulkhead/kubernetes}")
kustomize=$build/kustomize-$kustomize_version
kubeconform=$build/kubeconform-$kubeconform_version
schemas=$build/schemas-$schemas_version

fetch_schemas() {
  python3 -c 'import ensurepip, venv' 2> /dev/null || { apt-get update -qq && apt-get install -y -qq python3-venv; }
  local python=$build/python
  rm -rf "$python" "$schemas.part"
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet --disable-pip-version-check --no-deps --target "$schemas.part" "kubernetes-validate==$schemas_version"
  # Their references are those of a server; from file to file they have no place but their own.
  find "$schemas.part" -path '*-local-strict/*.json' \
    -exec sed -i -e 's|"/api/_definitions.json|"_definitions.json|' -e 's|"$id": "https://kubernetes.io/[^"]*"|"title": ""|' {} +
  mv "$schemas.part" "$schemas"
}

conforms() { # the version of Kubernetes
  local folder=$schemas/kubernetes_validate/kubernetes-json-schema/v$1.0-local-strict
  "$kubeconform/kubeconform" -strict -summary -schema-location "$folder/{{ .ResourceKind }}{{ .KindSuffix }}.json"
}

scripts/go-install.sh kustomize sigs.k8s.io/kustomize/kustomize/v5 "$kustomize_version" "$kustomize"
scripts/go-install.sh kubeconform github.com/yannh/kubeconform/cmd/kubeconform "$kubeconform_version" "$kubeconform"
[ -d "$schemas" ] || fetch_schemas

for overlay in deploy/kubernetes test/deploy/kubernetes; do
  objects=$("$kustomize/kustomize" build "$overlay")
  for version in 1.35 1.37; do
    echo "$overlay, Kubernetes $version"
    conforms "$version" <<< "$objects"
    if conforms "$version" <<< "${objects//readOnlyRootFilesystem/readOnlyRootFileSystem}" > /dev/null; then
      echo "a misspelt field is not noticed"
      exit 1
    fi
  done
done
