#!/usr/bin/env bash
# deb.sh: what `npm run package -- --deb` made, on a Debian of debootstrap: installed on a clean one and over Debian's NUT,
# upgraded, removed and purged. The files in /etc/nut are a person's.
set -euo pipefail
cd "$(dirname "$0")/.."
name=$(dpkg --print-architecture)
deb=$(ls "$PWD"/out/nutts_*_"$name".deb)
scratch=$(mktemp -d)
root=$scratch/root
lintian=
trap '[ -z "$lintian" ] || kill "$lintian" 2>/dev/null || true; umount "$root/proc" "$root" 2>/dev/null || true; rm -rf --one-file-system "$scratch"' EXIT

fail() { printf 'deb: %s\n' "$*" >&2; exit 1; }
say() { printf '[%d s] %s\n' "$SECONDS" "$*"; }
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
quietly() { "$@" >"$scratch/log" 2>&1 || { cat "$scratch/log" >&2; fail "status $? of: $*"; }; }
install() { quietly in_root apt-get install -y -qq --no-install-recommends "$@"; }

# The older of two versions, without the time that compressing takes.
repack() { # repack VERSION
  dpkg-deb -R "$deb" "$scratch/repacked"
  sed -i "s/^Version: .*/Version: $1/" "$scratch/repacked/DEBIAN/control"
  dpkg-deb -Znone --root-owner-group --build "$scratch/repacked" "$root/tmp/older.deb" >/dev/null
  rm -rf "$scratch/repacked"
}

configuration() { (cd "$root/etc/nut" && stat -c '%n %a %U %G' -- * && md5sum -- *); }
is_kept() { configuration | diff "$scratch/written" - || fail "/etc/nut is not what the person wrote, $1"; }

write_configuration() {
  printf 'MODE=standalone\n' >>"$root/etc/nut/nut.conf"
  printf '[rack]\n  driver = dummy-ups\n  port = rack.dev\n' >>"$root/etc/nut/ups.conf"
  printf '[me]\n  password = secret\n' >>"$root/etc/nut/upsd.users"
  chmod 600 "$root/etc/nut/upsd.users"
  configuration >"$scratch/written"
}

is_enabled() {
  [ -L "$root/etc/systemd/system/multi-user.target.wants/nut.target" ] || fail "nut.target is not enabled, $1"
  [ -L "$root/etc/systemd/system/nut.target.wants/nut-driver-enumerator.path" ] || fail "ups.conf is not watched, $1"
}

# Every file and link is there, those that have to do with the system lead to us, and the programs run.
is_whole() {
  local path
  in_root dpkg --verify nutts | grep . && fail "files of the package are missing or changed, $1"
  for path in $(in_root dpkg -L nutts | grep -E '^/usr/(s?bin|lib/nut)/'); do
    [ "$(in_root readlink -f "$path")" = /usr/lib/nutts/bin/nutts ] || fail "$path is not ours, $1"
  done
  grep -q /usr/lib/nutts/ "$root/usr/lib/systemd/system/nut-server.service" || fail "nut-server.service is not ours, $1"
  in_root upsc -V | grep -q "Network UPS Tools upsc" || fail "upsc does not run, $1"
  in_root /lib/nut/dummy-ups -V 2>&1 | grep -q "Network UPS Tools" || fail "dummy-ups does not run, $1"
  is_enabled "$1"
}

is_gone() {
  local left
  left=$(find "$root"/usr/{bin,sbin,lib/nut} -lname '*nutts*' 2>/dev/null; grep -rl /usr/lib/nutts/ "$root"/usr/lib/{systemd,tmpfiles.d} || true)
  [ -z "$left" ] || fail "left behind, $1: $left"
  [ ! -e "$root/usr/lib/nutts" ] || fail "/usr/lib/nutts is left behind, $1"
}

# The overrides of the package say why.
lintian --no-tag-display-limit --fail-on error "$deb" >"$scratch/lintian" 2>&1 &
lintian=$!

say "a clean Debian"
# shellcheck disable=SC1091
codename=$(. /etc/os-release && echo "$VERSION_CODENAME")
mkdir "$root"
# In memory: dpkg waits for the disk after each file.
mount -t tmpfs tmpfs "$root"
quietly debootstrap --variant=minbase "$codename" "$root"
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
mount -t proc proc "$root/proc"
cp "$deb" "$root/tmp/nutts.deb"
repack 0.0.1-1
quietly in_root apt-get update -qq

say "installed"
install /tmp/older.deb
is_whole "on a clean Debian"
[ "$(in_root stat -c '%a %U %G' /etc/nut/nut.conf)" = "640 root nut" ] || fail "nut.conf is not root's and nut's alone"
.ci/smoke.sh chroot "$root" /usr/bin/nutts
for page in $(in_root dpkg -L nutts | grep -E '/man/.*\.gz$'); do
  in_root zcat "$page" | grep '^.SH NAME' >/dev/null || fail "$page is no manual page"
done

say "upgraded, with a configuration"
write_configuration
install /tmp/nutts.deb
is_whole "after the upgrade"
is_kept "after the upgrade"

say "removed and purged"
# As nut-driver-enumerator makes it.
mkdir -p "$root/etc/systemd/system/nut-driver.target.wants"
ln -s /lib/systemd/system/nut-driver@.service "$root/etc/systemd/system/nut-driver.target.wants/nut-driver@rack.service"
quietly in_root dpkg --remove nutts
is_gone "after the removal"
is_kept "after the removal"
quietly in_root dpkg --purge nutts
is_kept "after the purge"
[ -z "$(in_root find /etc/systemd/system -lname '*/nut*')" ] || fail "units are still enabled after the purge"

say "purged with nothing written"
rm -r "$root/etc/nut"
install /tmp/nutts.deb
quietly in_root dpkg --purge nutts
[ ! -e "$root/etc/nut" ] || fail "/etc/nut is left behind with nothing of a person in it"
[ ! -e "$root/var/lib/nutts" ] || fail "/var/lib/nutts is left behind"

say "over Debian's NUT, with its configuration"
install nut-server nut-client nut-snmp
write_configuration
install /tmp/nutts.deb
is_whole "over Debian's NUT"
is_kept "over Debian's NUT"
quietly in_root dpkg --purge nut-server nut-client
is_kept "after the purge of Debian's NUT"
is_enabled "after the purge of Debian's NUT"

say "back to Debian's NUT"
quietly in_root apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold nut-server nut-client
is_gone "with Debian's NUT"
grep -q '^MODE=standalone' "$root/etc/nut/nut.conf" || fail "the configuration did not survive the way back"
head -c 2 "$root/usr/sbin/upsd" | grep -q '#!' || fail "/sbin/upsd is not Debian's"

say "over Debian's NUT by dpkg alone"
configuration >"$scratch/written"
# As on a machine that has never had it.
quietly in_root dpkg --purge nutts
quietly in_root dpkg --install /tmp/nutts.deb
is_whole "by dpkg alone"
is_kept "by dpkg alone"
say "lintian"
wait "$lintian" || { cat "$scratch/lintian" >&2; fail "lintian finds errors"; }
echo "deb: $(basename "$deb") is well"
