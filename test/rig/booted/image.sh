#!/usr/bin/env bash
# image.sh FOLDER NODE: FOLDER/{vmlinux,initramfs.cpio,disk}: Debian with systemd and openrc, NODE, and nutts installed by
# `npm i -g` from its package. RIG_TREE is a folder in which the unpacked system is left, and taken from the next time.
# Needs root, debootstrap, e2fsprogs, npm, and what ../guest/build.sh needs.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../../.." && pwd)
target=$1 node=$2
cache=$("$here/../guest/build.sh")
kernel=$("$here/../guest/kernel.sh")
version=$(cd "$kernel/lib/modules" && ls -1 | sort -V | tail -1)
tree=${RIG_TREE:-$target/tree}
export DEBIAN_FRONTEND=noninteractive

# Mirrors have bad moments: three attempts.
unpack() {
  local attempt
  for attempt in 1 2 3; do
    rm -rf "$tree"
    if debootstrap --variant=minbase --include=systemd-sysv,udev,dbus,openrc bookworm "$tree" >"$target/debootstrap.log" 2>&1; then return 0; fi
    echo "image.sh: debootstrap: attempt $attempt of 3 failed: $(tail -n 1 "$target/debootstrap.log")" >&2
    sleep $((attempt * 5))
  done
  return 1
}

# What a test has no time for, and what would wake up in the middle of it.
quieten() {
  local unit
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer e2scrub_reap.service \
    systemd-networkd-wait-online.service getty@tty1.service serial-getty@ttyS0.service systemd-timesyncd.service systemd-pstore.service; do
    ln -sf /dev/null "$tree/etc/systemd/system/$unit"
  done
  mkdir -p "$tree/var/log/journal"
  printf 'nutts-rig\n' >"$tree/etc/hostname"
  printf '127.0.0.1 localhost nutts-rig\n' >"$tree/etc/hosts"
  printf '/dev/vda / ext4 defaults 0 1\n' >"$tree/etc/fstab"
}

# A shell for whoever tests: on each line of the second serial port a number and a command in base64; in return the number,
# the status, and what it said.
add_shell() {
  cat >"$tree/usr/local/sbin/rig-shell" <<'SHELL'
#!/bin/sh
stty -F /dev/ttyS1 raw -echo
exec </dev/ttyS1 >/dev/ttyS1 2>/dev/null
echo "@ready"
while read -r number command; do
  printf %s "$command" | base64 -d >/run/rig-command
  sh /run/rig-command </dev/null >/run/rig-output 2>&1
  echo "@$number $? $(base64 -w0 /run/rig-output)"
done
SHELL
  cat >"$tree/etc/systemd/system/rig-shell.service" <<'UNIT'
[Unit]
Description=A shell for the test
[Service]
ExecStart=/usr/local/sbin/rig-shell
Environment=HOME=/root LANG=C.UTF-8
KillMode=process
[Install]
WantedBy=multi-user.target
UNIT
  cat >"$tree/etc/init.d/rig-shell" <<'SCRIPT'
#!/sbin/openrc-run
command=/usr/local/sbin/rig-shell
command_background=true
pidfile=/run/rig-shell.pid
SCRIPT
  # Numbers of the processes whose command line matches: a small Debian has no pgrep.
  cat >"$tree/usr/local/sbin/rig-pgrep" <<'PGREP'
#!/bin/sh
for folder in /proc/[0-9]*; do
  line=$(cat "$folder/cmdline" 2>/dev/null | tr '\0' ' ')
  case $line in *rig-pgrep*) continue ;; esac
  if printf '%s\n' "$line" | grep -qE -- "$1"; then echo "${folder#/proc/}"; fi
done
PGREP
  chmod 755 "$tree/usr/local/sbin/rig-pgrep" "$tree/usr/local/sbin/rig-shell" "$tree/etc/init.d/rig-shell"
  mkdir -p "$tree/etc/systemd/system/multi-user.target.wants" "$tree/etc/runlevels/default"
  ln -sf ../rig-shell.service "$tree/etc/systemd/system/multi-user.target.wants/rig-shell.service"
  ln -sf /etc/init.d/rig-shell "$tree/etc/runlevels/default/rig-shell"
}

add_nutts() {
  local packed=$target/packed
  mkdir -p "$packed"
  install -m 755 "$node" "$tree/usr/local/bin/node"
  (cd "$project" && npm pack --silent --pack-destination "$packed" >/dev/null)
  rm -rf "$tree/usr/local/lib/node_modules"
  npm install --global --silent --no-audit --no-fund --prefix "$tree/usr/local" "$packed"/*.tgz
}

# Debian's openrc leaves to other packages what Alpine's has itself: what ours need or come behind.
add_openrc_services() {
  rm -f "$tree"/etc/init.d/{udev,hwclock.sh} "$tree"/etc/runlevels/*/{udev,hwclock.sh}
  service() { # service NAME RUNLEVEL COMMAND…
    printf '#!/sbin/openrc-run\nstart() {\n  %s\n}\n' "$3" >"$tree/etc/init.d/$1"
    chmod 755 "$tree/etc/init.d/$1"
    mkdir -p "$tree/etc/runlevels/$2"
    ln -sf "/etc/init.d/$1" "$tree/etc/runlevels/$2/$1"
  }
  service localmount boot 'mount -a'
  service udev sysinit '/lib/systemd/systemd-udevd --daemon; udevadm trigger --action=add; udevadm settle'
  service mount-ro shutdown 'sync; mount -o remount,ro / 2>/dev/null; return 0'
  printf '#!/bin/sh\nexec /sbin/openrc-shutdown --poweroff now\n' >"$tree/usr/local/sbin/openrc-poweroff"
  chmod 755 "$tree/usr/local/sbin/openrc-poweroff"
}

# Loads what the disk and the USB hub need, and hands over to the init that the kernel is told to (rig=openrc: openrc-init).
initramfs() {
  local root=$target/initramfs module file
  mkdir -p "$root"/{bin,dev,proc,sys,m,new}
  cp "$(command -v busybox)" "$root/bin/busybox"
  for module in virtio_pci virtio_blk ext4 crc32c_generic autofs4 xhci_pci usbhid hid-generic; do
    modprobe -d "$kernel" -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
  done | awk '!seen[$0]++' | while read -r file; do
    cp "$file" "$root/m/"
    basename "$file" >>"$root/m/order"
  done
  cat >"$root/init" <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs d /dev
$B mount -t proc p /proc
$B mount -t sysfs s /sys
while read module; do $B insmod "/m/$module" || echo "insmod $module failed"; done </m/order
while [ ! -b /dev/vda ]; do $B usleep 20000; done
$B mount -t ext4 /dev/vda /new || $B poweroff -f
$B ip link set lo up
if $B grep -q rig=openrc /proc/cmdline; then
  $B ln -sf openrc-init /new/sbin/init
  $B ln -sf ../local/sbin/openrc-poweroff /new/usr/sbin/poweroff
  $B sed -i 's/^ID=.*/ID=alpine/' /new/usr/lib/os-release
fi
for folder in proc sys dev; do $B mount --move "/$folder" "/new/$folder"; done
exec $B switch_root /new /sbin/init
INIT
  chmod 755 "$root/init"
  (cd "$root" && find . | cpio -o -H newc --quiet) >"$target/initramfs.cpio"
}

mkdir -p "$target"
[ -e "$tree/usr/local/sbin/rig-shell" ] || unpack
quieten
add_shell
add_openrc_services
add_nutts
initramfs
ln -f "$cache/vmlinux" "$target/vmlinux" 2>/dev/null || cp "$cache/vmlinux" "$target/vmlinux"
rm -f "$target/disk"
mke2fs -q -t ext4 -L rig -O ^metadata_csum -d "$tree" "$target/disk" 1200M >/dev/null
