#!/usr/bin/env bash
# kernel.sh: prints a folder with a Linux kernel and its modules (boot/, lib/modules/). Nothing is installed: Debian's
# package is fetched and unpacked into $RIG_CACHE once. RIG_KROOT names a folder that has one already.
set -euo pipefail
cache=${RIG_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/nutts-rig}
root=${RIG_KROOT:-$cache/kernel}

fail() {
  echo "kernel.sh: $1" >&2
  exit 1
}

download() { # download PACKAGE, into this folder
  local attempt
  for attempt in 1 2 3; do
    if apt-get -o Acquire::Retries=3 download "$1" >&2; then return 0; fi
    echo "kernel.sh: apt-get download $1: attempt $attempt of 3 failed" >&2
    sleep $((attempt * 5))
  done
  return 1
}

# Unpacked beside and moved into place: what was interrupted is not taken for a kernel.
if ! compgen -G "$root/boot/vmlinuz-*" >/dev/null; then
  [ -z "${RIG_KROOT:-}" ] || fail "there is no boot/vmlinuz-* in RIG_KROOT ($RIG_KROOT)"
  mkdir -p "$cache"
  fresh=$(mktemp -d "$cache/kernel.XXXXXX")
  trap 'rm -rf "$fresh"' EXIT
  cd "$fresh"
  package=$(apt-cache depends linux-image-amd64 2>/dev/null | awk '$1 == "Depends:" { print $2; exit }')
  [ -n "$package" ] || fail "apt knows no linux-image-amd64: run apt-get update, or name a folder with boot/ and lib/modules/ in RIG_KROOT"
  download "$package" || fail "the guest's kernel ($package) could not be downloaded: look at the network and the mirrors in /etc/apt"
  dpkg-deb -x "$package"_*.deb .
  rm -f "$package"_*.deb
  chmod 755 .
  cd "$cache"
  rm -rf "$root"
  mv "$fresh" "$root"
fi
printf '%s\n' "$root"
