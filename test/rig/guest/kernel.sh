#!/usr/bin/env bash
# kernel.sh: prints a folder with a Linux kernel and its modules (boot/, lib/modules/). Nothing is installed: Debian's
# package is fetched and unpacked into $RIG_CACHE once. RIG_KROOT names a folder that has one already.
set -euo pipefail
cache=${RIG_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/nutts-rig}
root=${RIG_KROOT:-$cache/kernel}

if ! compgen -G "$root/boot/vmlinuz-*" >/dev/null; then
  mkdir -p "$root"
  cd "$root"
  package=$(apt-cache depends linux-image-amd64 | awk '$1 == "Depends:" { print $2; exit }')
  apt-get download "$package" >&2
  dpkg-deb -x "$package"_*.deb .
  rm -f "$package"_*.deb
fi
printf '%s\n' "$root"
