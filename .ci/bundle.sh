#!/usr/bin/env bash
# bundle.sh: makes the tarball and the Debian package that need no Node, for this machine's processor, and runs the tarball in
# a root that has nothing but libc; then with BusyBox's shell beside it, by its launcher and links.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
processor=$(node -p process.arch)
npm run --silent package -- --deb "$processor"

root=$(mktemp -d)
trap 'umount "$root/proc" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
mkdir -p "$root"/{dev,etc,tmp,bin,opt,proc}
# The loader asks it where the program is.
mount -t proc proc "$root/proc"
# Loader and libraries of the package libc6, and nothing else.
dpkg -L libc6 | grep -E '/(ld-linux|lib(c|m|dl|rt|pthread|resolv|nss_files|nss_dns))[-a-z0-9_]*\.so\.[0-9]' |
  while read -r file; do if [ -e "$file" ]; then cp -L --parents "$file" "$root"; fi; done
ln -s /proc/self/fd/1 "$root/dev/stdout"
mknod -m 666 "$root/dev/null" c 1 3
mknod -m 444 "$root/dev/urandom" c 1 9
for folder in lib lib64; do
  if [ -L "/$folder" ] && [ ! -e "$root/$folder" ]; then ln -s "usr/$folder" "$root/$folder"; fi
done
printf 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' >"$root/etc/passwd"
printf '127.0.0.1 localhost\n' >"$root/etc/hosts"
tar -xzf "$here"/out/nutts-*-linux-"$processor".tar.gz -C "$root/opt" --no-same-owner
folder=$(cd "$root" && echo opt/nutts-*)
du -sh "$root/$folder"

NUTTS_CALLED_AS=nutts .ci/smoke.sh chroot "$root" "/$folder/bin/node" "/$folder/nutts/bin/run.js"

cp "$(command -v busybox)" "$root/bin/sh"
ln -s sh "$root/bin/readlink"
ln -s "/$folder/bin/nutts" "$root/bin/nutts"
ln -s "/$folder/bin/nutts" "$root/bin/upsc"
ln -s "/$folder/bin/nutts" "$root/bin/dummy-ups"
.ci/smoke.sh chroot "$root" /bin/nutts
chroot "$root" /bin/upsc -V | grep "Network UPS Tools upsc"
chroot "$root" /bin/dummy-ups -h 2>&1 | grep "dummy-ups"
mkdir "$root/links"
chroot "$root" /bin/nutts links /links >/dev/null
chroot "$root" /links/upsc -V | grep "Network UPS Tools upsc"
chroot "$root" /links/usbhid-ups -h 2>&1 | grep "usbhid-ups"

# A board for which npm has no compiled part: that is said, and the rest works.
modules=$root/$folder/nutts/node_modules
rm -r "$modules/@node-usb" "$modules/@serialport/bindings-cpp/prebuilds"
says() { # says PATTERN COMMAND…
  local pattern=$1 printed
  shift
  printed=$("$@" 2>&1) || true
  grep -qE -- "$pattern" <<<"$printed" || { printf "no '%s' in: %s\n" "$pattern" "$printed" >&2; exit 1; }
}
says "USB devices cannot be opened: the npm package usb has no part for this machine" chroot "$root" /bin/nutts scanner -U
says "serial ports cannot be opened: the npm package serialport has no part" chroot "$root" /bin/nutts scanner -E /dev/null
mkdir "$root/etc/nut"
printf '[still]\n  driver = dummy-ups\n  port = still.dev\n[serial]\n  driver = apcsmart\n  port = /dev/null\n' >"$root/etc/nut/ups.conf"
printf 'ups.status: OL\n' >"$root/etc/nut/still.dev"
printf 'LISTEN 127.0.0.1 0\n' >"$root/etc/nut/upsd.conf"
chroot "$root" /bin/nutts up >"$root/tmp/up" 2>&1 &
up=$!
for ((tries = 0; tries < 300; tries++)); do grep -q "still .* on line power" "$root/tmp/up" && break; sleep 0.1; done
kill "$up"
wait "$up" || true
says "still .* on line power" cat "$root/tmp/up"
says "\[serial\].*serial ports cannot be opened" cat "$root/tmp/up"
