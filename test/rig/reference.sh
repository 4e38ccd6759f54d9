#!/usr/bin/env bash
# reference.sh FOLDER NAME…: takes what the C driver ($RIG_C_DRIVER, usbhid-ups 2.8.5) makes of the fixtures FOLDER/NAME.json
# and writes NAME.vars, NAME.cmds and NAME.rw beside them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$(realpath "$1")
shift
cd "$here/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npx esbuild test/rig/suite/reference.ts --bundle --platform=node --target=node20 --format=esm --log-level=warning --outfile="$work/reference.mjs"
RIG_OUT=$work/out RIG_ENV="RIG_C_DRIVER=$RIG_C_DRIVER" "$here/guest/boot.sh" node "$work/reference.mjs" "$folder" "$@"
cp "$work"/out/*.{vars,cmds,rw} "$folder/"
