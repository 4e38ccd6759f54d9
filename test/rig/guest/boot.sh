#!/usr/bin/env bash
# boot.sh COMMAND [ARGS…]: runs a command as root in a small Linux guest (QEMU, no KVM needed) that sees this
# machine's files, read-only under a memory overlay, and has a USB host controller for virtual devices; its management
# controller is whoever answers at its own third serial port. Streams its
# output and exits with its status. What it writes under /ctl/out comes back to $RIG_OUT.
#   RIG_TIMEOUT=2700 (seconds)  RIG_MEM=1536 (MiB)  RIG_SMP=2  RIG_ENV="A=1 B=2"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=$("$here/build.sh")
control=$(mktemp -d)
qemu=
finish() {
  if [ -n "$qemu" ]; then kill "$qemu" 2>/dev/null || true; fi
  rm -rf "$control"
}
trap finish EXIT
mkdir -p "$control/out"
{
  echo 'stty -F /dev/ttyS1 raw 2>/dev/null || true'
  for pair in ${RIG_ENV:-}; do printf 'export %q\n' "$pair"; done
  printf 'cd %q\n' "$PWD"
  printf '%q ' "$@"
  printf '\necho $? >/ctl/status\n'
} >"$control/entry.sh"

# Emulated, a processor without vector units of 256 bits takes a tenth less time.
# /dev/kvm alone proves nothing: a virtual machine may offer one that cannot run a stock kernel.
if [ -w /dev/kvm ] && grep -qwE 'vmx|svm' /proc/cpuinfo; then
  speed=(-accel kvm -cpu host)
else
  speed=(-accel 'tcg,thread=multi,tb-size=512' -cpu Nehalem)
fi
mkfifo "$control/wire"
cat "$control/wire" &
reader=$!
timeout -k 5 "${RIG_TIMEOUT:-2700}" qemu-system-x86_64 \
  -M q35,usb=off,vmport=off "${speed[@]}" -smp "${RIG_SMP:-2}" -m "${RIG_MEM:-1536}" \
  -nodefaults -no-user-config -display none -no-reboot \
  -kernel "$cache/vmlinux" -initrd "$cache/initramfs.cpio" \
  -append "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off nokaslr random.trust_cpu=on cryptomgr.notests no_timer_check tsc=reliable rcupdate.rcu_expedited=1" \
  -fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
  -device virtio-9p-pci,fsdev=root,mount_tag=root \
  -fsdev local,id=ctl,path="$control",security_model=none \
  -device virtio-9p-pci,fsdev=ctl,mount_tag=ctl \
  -chardev file,id=con,path="$control/console.log" -serial chardev:con \
  -chardev file,id=out,path="$control/wire" -serial chardev:out \
  -chardev socket,id=wire,path="$control/bmc",server=on,wait=off -serial chardev:wire \
  -chardev socket,id=bmc,path="$control/bmc",reconnect=1 \
  -device ipmi-bmc-extern,id=bmc0,chardev=bmc -device isa-ipmi-kcs,bmc=bmc0 </dev/null &
qemu=$!
ended=0
wait "$qemu" || ended=$?
qemu=
wait "$reader" || true
if [ -n "${RIG_OUT:-}" ]; then
  mkdir -p "$RIG_OUT"
  cp -a "$control/out/." "$control/console.log" "$RIG_OUT/"
fi
if [ ! -f "$control/status" ]; then
  echo "boot.sh: the guest ended without a result (QEMU: $ended); its console says:" >&2
  tail -n 40 "$control/console.log" >&2
  exit 125
fi
exit "$(cat "$control/status")"
