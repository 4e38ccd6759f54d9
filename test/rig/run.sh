#!/usr/bin/env bash
# run.sh [PATTERN]: plugs virtual UPSes into a guest and holds the built programs (npm run build) to them.
#   RIG_REPORT=file      a report as jest writes it
#   RIG_PROGRAM=file     another bin/run.js than this project's
#   RIG_C_DRIVER=file    usbhid-ups 2.8.5 of the C project, to compare with in the same run
#   RIG_C_QX=file        nutdrv_qx 2.8.5, likewise
#   RIG_C_I2C=folder     another folder than Debian's /lib/nut with pijuice and asem of the C project
#   RIG_C_GPIO=file      generic_gpio_libgpiod 2.8.5, likewise
#   RIG_TOOLS=folder     programs that go before those of the system, such as gpioget of libgpiod 2
#   RIG_C_IPMI=file      nut-ipmipsu, another one than Debian's
#   RIG_C_FAMILIES=folder  the drivers of USB families 2.8.5, likewise
#   RIG_KEEP=folder      what the scenarios leave, such as what a C driver shows
# Needs qemu-system-x86 busybox-static cpio kmod xz-utils, for boards nut-i2c i2c-tools gpiod, for power supplies nut-ipmi ipmitool
# freeipmi-tools (apt); no KVM, no root.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
[ -f dist/index.js ] || { echo "run.sh: build first: npm run build" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Captures are looked for from where the sources lie.
npx esbuild test/rig/suite/main.ts --bundle --platform=node --target=node20 --format=esm --log-level=warning \
  --define:import.meta.url="\"file://$PWD/test/sim/devices/usb-capture.ts\"" --outfile="$work/rig.mjs"
status=0
# What the guest is told besides, where it is set here.
told=" RIG_KERNEL=$("$here/guest/kernel.sh")"
for name in RIG_C_DRIVER RIG_C_QX RIG_C_I2C RIG_C_GPIO RIG_C_IPMI RIG_C_FAMILIES RIG_PROGRAM; do told+=${!name:+ $name=${!name}}; done
[ -z "${RIG_TOOLS:-}" ] || told+=" PATH=$RIG_TOOLS:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
RIG_OUT=$work/out RIG_ENV=$told \
  "$here/guest/boot.sh" node "$work/rig.mjs" "${1:-}" /ctl/out/report.json || status=$?
[ -z "${RIG_KEEP:-}" ] || cp -r "$work/out" "$RIG_KEEP"
[ -z "${RIG_REPORT:-}" ] || cp "$work/out/report.json" "$RIG_REPORT" 2>/dev/null || true
exit "$status"
