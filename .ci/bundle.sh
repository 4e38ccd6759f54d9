#!/usr/bin/env bash
# bundle.sh: the tarball that runs without Node, for this machine's processor, in a root that has nothing but libc; then
# with BusyBox's shell beside it, by its launcher and links.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
processor=$(node -p process.arch)
npm run --silent package "$processor"

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
