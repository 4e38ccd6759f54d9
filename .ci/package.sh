#!/usr/bin/env bash
# package.sh NODES: what `npm pack` makes is complete and lean, is installed with `npm i -g` on every Node that is
# supported (NODES/VERSION/bin/node) and works there, and runs with npx in an empty folder.
set -euo pipefail
cd "$(dirname "$0")/.."
nodes=$1
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

tarball=$scratch/$(npm pack --silent --pack-destination "$scratch" | tail -n 1)
node .ci/check-package.mjs "$tarball"

for node in "$nodes"/*/bin/node; do
  version=$("$node" -p process.versions.node)
  prefix=$scratch/global
  rm -rf "$prefix"
  PATH=$(dirname "$node"):$PATH npm install --global --silent --prefix "$prefix" "$tarball"
  echo "Node $version: installed"
  (cd "$scratch" && PATH=$(dirname "$node"):$PATH "$root/.ci/smoke.sh" "$prefix/bin/nutts")
  ln -s nutts "$prefix/bin/upsc"
  PATH=$(dirname "$node"):$PATH "$prefix/bin/upsc" -V | grep -q "Network UPS Tools upsc"
done

mkdir "$scratch/empty"
cd "$scratch/empty"
npx --yes --package="$tarball" nutts upsc -V | grep "Network UPS Tools upsc"
[ -z "$(ls -A)" ] || { echo "npx left something behind: $(ls -A)" >&2; exit 1; }
