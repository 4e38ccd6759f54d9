#!/usr/bin/env bash
# run.sh [PATTERN]: Debian guests, with systemd and with OpenRC, that hang on a virtual UPS: from `nutts init` to power failures and back.
#   RIG_REPORT=file   a report as jest writes it
#   RIG_TREE=folder   the unpacked system stays there, for the next time
#   RIG_TIMEOUT=2700  seconds for the scenarios
# Needs root, debootstrap, e2fsprogs, and what ../run.sh needs; builds nothing: npm run build first.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."
[ -f dist/index.js ] || { echo "run.sh: build first: npm run build" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "run.sh: debootstrap needs root" >&2; exit 2; }
work=$(mktemp -d)
suite=
finish() {
  if [ -n "$suite" ]; then kill "$suite" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM
version=$(node -p "require('./packaging/runtimes.json').bundled")
node packaging/runtime.mjs "$work/nodes" "$version"
began=$SECONDS
"$here/image.sh" "$work" "$work/nodes/$version/bin/node"
echo "the image: $((SECONDS - began)) s"
npx esbuild test/rig/booted/main.ts --bundle --platform=node --target=node20 --format=esm --log-level=warning \
  --define:import.meta.url="\"file://$PWD/test/sim/devices/usb-capture.ts\"" --outfile="$work/suite.mjs"
timeout -k 10 "${RIG_TIMEOUT:-2700}" node "$work/suite.mjs" "$work" "${1:-}" "${RIG_REPORT:-}" &
suite=$!
status=0
wait "$suite" || status=$?
suite=
exit "$status"
