#!/usr/bin/env bash
# build.sh: makes the guest's kernel and its initial file system in $RIG_CACHE; prints that folder. Done again only
# when the kernel or this script changed. Needs busybox-static, cpio, kmod and xz-utils.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${RIG_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/nutts-rig}
root=$("$here/kernel.sh")
version=$(cd "$root/lib/modules" && ls -1 | sort -V | tail -1)
kernel=$root/boot/vmlinuz-$version
stamp="$version $(stat -c %Y "$kernel" "$0" | tr '\n' ' ')"
mkdir -p "$cache"
if [ "$(cat "$cache/stamp" 2>/dev/null)" = "$stamp" ]; then
  printf '%s\n' "$cache"
  exit 0
fi
[ -f "$root/lib/modules/$version/modules.dep" ] || depmod -b "$root" "$version"

# QEMU boots an ELF kernel directly: unpacking it here spares each boot doing so in emulation.
offset=$(LC_ALL=C grep -aobP '\xFD7zXZ\x00' "$kernel" | head -1 | cut -d: -f1 || true)
rm -f "$cache/vmlinux"
if [ -n "$offset" ]; then
  tail -c +$((offset + 1)) "$kernel" | xz -dc --single-stream >"$cache/vmlinux" 2>/dev/null || true
fi
head -c4 "$cache/vmlinux" 2>/dev/null | grep -q ELF || cp "$kernel" "$cache/vmlinux"

tree=$cache/initramfs
rm -rf "$tree"
mkdir -p "$tree"/{bin,dev,proc,sys,m,ro,rw,new,ctl}
cp "$(command -v busybox)" "$tree/bin/busybox"

# What mounts the host over 9p, what makes it writable, USB HID, and the virtual host controller.
for module in virtio_pci 9pnet_virtio 9p overlay usbhid hid-generic vhci-hcd; do
  modprobe -d "$root" -S "$version" --show-depends "$module" | awk '$1 == "insmod" { print $2 }'
done | awk '!seen[$0]++' | while read -r file; do
  name=$(basename "$file")
  case $file in # other releases compress their modules; busybox wants them plain
    *.xz) name=${name%.xz} && xz -dc "$file" >"$tree/m/$name" ;;
    *.zst) name=${name%.zst} && zstd -qdc "$file" >"$tree/m/$name" ;;
    *) cp "$file" "$tree/m/$name" ;;
  esac
  echo "$name" >>"$tree/m/order"
done

cat >"$tree/init" <<'INIT'
#!/bin/busybox sh
B=/bin/busybox
$B mount -t devtmpfs d /dev
$B mount -t proc p /proc
$B mount -t sysfs s /sys
while read module; do $B insmod "/m/$module" 2>/dev/null || echo "insmod $module failed"; done </m/order
share() { $B mount -t 9p -o "trans=virtio,version=9p2000.L,$3" "$1" "$2" || $B poweroff -f; }
share root /ro msize=1048576,cache=loose,ro
share ctl /ctl msize=262144,cache=none
$B mount -t tmpfs -o mode=0755 t /rw
$B mkdir -p /rw/u /rw/w
$B mount -t overlay -o lowerdir=/ro,upperdir=/rw/u,workdir=/rw/w,metacopy=off o /new || $B poweroff -f
for folder in proc sys dev; do $B mount --move "/$folder" "/new/$folder"; done
$B mkdir -p /new/dev/pts /new/dev/shm /new/ctl
$B mount -t devpts -o ptmxmode=0666 dp /new/dev/pts
$B mount -t tmpfs t /new/run
$B mount -t tmpfs t /new/dev/shm
$B mount --bind /ctl /new/ctl
$B ip link set lo up 2>/dev/null || $B ifconfig lo 127.0.0.1 up
clean='PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb LANG=C.UTF-8'
$B chroot /new /bin/busybox env -i $clean /bin/bash /ctl/entry.sh </dev/null >/new/dev/ttyS1 2>&1
$B sync
$B poweroff -f
INIT
chmod 755 "$tree/init"
(cd "$tree" && find . | cpio -o -H newc --quiet) >"$cache/initramfs.cpio"
printf '%s' "$stamp" >"$cache/stamp"
printf '%s\n' "$cache"
